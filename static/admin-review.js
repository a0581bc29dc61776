/*
  Keys on the review page. What carries aria-keyshortcuts is opened by its key: a decision (a <summary>) opens and
  its first field or button takes the focus, a link is followed. Nothing is ever sent by a key. Keys sleep while
  somebody types or holds Ctrl, Alt or Meta, and can be turned off; this browser remembers that (WCAG 2.1.4).
  The page is complete without this file.
*/

(() => {
  "use strict";

  const STORE = "ledger-review-keys";
  const keyed = [...document.querySelectorAll("[aria-keyshortcuts]")];
  const box = document.getElementById("shortcuts-on");
  if (!keyed.length) return;

  let on = true;
  try {
    on = localStorage.getItem(STORE) !== "off";
  } catch {
    // A browser that keeps nothing starts with the keys on.
  }

  function show() {
    for (const hint of document.querySelectorAll("[data-key-hint]")) hint.hidden = !on;
    for (const each of keyed) {
      if (on) each.setAttribute("aria-keyshortcuts", each.dataset.key);
      else each.removeAttribute("aria-keyshortcuts");
    }
  }

  for (const each of keyed) each.dataset.key = each.getAttribute("aria-keyshortcuts");
  if (box) {
    box.checked = on;
    box.closest("#shortcuts").hidden = false;
    box.addEventListener("change", () => {
      on = box.checked;
      try {
        localStorage.setItem(STORE, on ? "on" : "off");
      } catch {
        // Then the choice holds for this page alone.
      }
      show();
    });
  }
  show();

  const typing = (target) =>
    target instanceof Element &&
    target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])");

  function open(found) {
    if (found.tagName !== "SUMMARY") {
      if (found.matches("input, textarea, select")) found.focus();
      else found.click();
      return;
    }
    const answer = found.parentElement;
    answer.open = true;
    const first = answer.querySelector("textarea[required]") || answer.querySelector("button:not([disabled])");
    (first || found).focus();
    answer.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target)) return;
    const found = keyed.find((each) => each.dataset.key === event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    open(found);
  });
})();
