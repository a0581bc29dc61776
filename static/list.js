/*
  The list of entries: words, filters and order show at once, by htmx. Without scripts the same addresses do.
  Addresses stay short, folds stay open, the focus stays where it was, and how many there are is said.
*/

(() => {
  "use strict";

  const form = document.getElementById("filters");
  const said = document.getElementById("listing-said");
  const words = document.getElementById("q");
  const listing = () => document.getElementById("listing");
  let open = [];

  document.documentElement.classList.add("scripts");

  form.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData;
    for (const name of new Set(sent.keys())) {
      const values = sent.getAll(name).filter((value) => value.trim());
      sent.delete(name);
      for (const value of values) sent.append(name, value);
    }
  });

  form.addEventListener("htmx:beforeSwap", () => {
    open = [...listing().querySelectorAll("details[open][id]")].map((fold) => fold.id);
  });

  form.addEventListener("htmx:afterSettle", () => {
    for (const id of open) {
      const fold = document.getElementById(id);
      if (fold) fold.open = true;
    }
    if (document.activeElement !== words) words.value = listing().dataset.words;
    // What had the focus is gone.
    if (document.activeElement === document.body) document.getElementById("entries").focus({ preventScroll: true });
    said.textContent = listing().querySelector(".results-count").textContent;
  });

  // Words show while they are typed. Asking again as the box is left would take what is clicked from under
  // the pointer.
  words.addEventListener("change", (event) => event.stopPropagation());

  // A refusal is a page of its own.
  form.addEventListener("htmx:responseError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));
})();
