/*
  The desk's own script: leads to what is wrong, keeps what is typed, offers keys. Every page works without it.

  [data-look-first]         takes the focus when the page opens
  form [data-keep]          its form is kept at that address; data-page: the form's own address;
                            data-now: what stands in it now was sent already and is not saved;
                            data-not-kept, data-signed-out, data-stale: what is said where it can't be kept
  [aria-keyshortcuts]       this key opens it; a field or a button takes the focus
  dialog[data-shortcuts]    lists the keys; data-searches, data-lists: what / and ? do

  A form that is clicked twice is sent once.
*/

(() => {
  "use strict";

  // ── Where to look first ────────────────────────────────────────────────────────────────────────────

  const first = document.querySelector("[data-look-first]") || (location.hash === "#id_q" && document.getElementById("id_q"));
  if (first) first.focus();

  // ── Once is enough ─────────────────────────────────────────────────────────────────────────────────

  const TWICE = 10000; // milliseconds in which a form that is sent again was clicked twice
  const sent_at = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (Date.now() - (sent_at.get(form) ?? -TWICE) < TWICE) event.preventDefault();
    else sent_at.set(form, Date.now());
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => sent_at.delete(form)));

  // ── Keeping what is typed ──────────────────────────────────────────────────────────────────────────

  const PAUSE = 1200; // milliseconds without a key
  const MOST_ON_LEAVING = 60000; // bytes that browsers send for a page that is gone

  function keep(place) {
    const form = place.closest("form");
    const { notKept, signedOut, stale } = place.dataset;
    const said = document.createElement("p");
    said.className = "kept-line";
    said.setAttribute("role", "status");
    const buttons = [...form.querySelectorAll(".actions")].pop();
    if (buttons) buttons.after(said);
    else form.append(said);

    const fields = () => {
      const data = new FormData(form);
      for (const field of form.querySelectorAll("[type=password], [type=file]")) data.delete(field.name);
      return data;
    };
    const written = () => {
      const data = fields();
      data.delete("csrfmiddlewaretoken");
      return new URLSearchParams(data).toString();
    };
    // Of what a form holds, a fieldset has no value.
    const holds = (field) =>
      field.matches("[type=radio], [type=checkbox]") ? field.checked : !field.matches("[type=hidden], button") && field.value?.trim();
    const opened = written();
    let kept = "now" in place.dataset ? null : opened;
    let sent = false;
    let timer = 0;
    let under_way = new AbortController();

    async function send(leaving) {
      clearTimeout(timer);
      const now = written();
      if (sent || now === kept) return;
      const untouched =
        (now === opened && !("restored" in place.dataset) && !("now" in place.dataset)) || ![...form.elements].some(holds);
      const body = new URLSearchParams(fields());
      body.append(untouched ? "forget" : "kept-page", place.dataset.page);
      kept = now;
      under_way = new AbortController();
      try {
        const answer = await fetch(place.dataset.keep, {
          method: "POST",
          body,
          redirect: "manual",
          keepalive: leaving && body.toString().length < MOST_ON_LEAVING,
          signal: under_way.signal,
        });
        if (untouched) say("");
        else if (answer.type === "opaqueredirect") fail(signedOut);
        else if (answer.ok) say(await answer.text());
        else if (answer.status === 400) fail(await answer.text());
        else fail(answer.status === 403 ? stale : notKept);
      } catch {
        if (!sent) fail(notKept);
      }
    }
    const fail = (sentence) => {
      kept = null;
      say(sentence);
    };
    // Said only when it changes, so that nobody who listens is told at every pause.
    const say = (sentence) => {
      if (said.textContent !== sentence) said.textContent = sentence;
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(send, PAUSE, false);
    };

    form.addEventListener("input", wait);
    form.addEventListener("change", wait);
    form.addEventListener("submit", () => {
      // What is under way must not arrive after the form is saved.
      sent = true;
      clearTimeout(timer);
      under_way.abort();
    });
    addEventListener("pagehide", () => send(true));
    addEventListener("pageshow", (event) => {
      if (event.persisted) sent = false;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") send(true);
    });
    if (kept === null) send(false);
  }
  document.querySelectorAll("form [data-keep]").forEach(keep);

  // ── Keys ───────────────────────────────────────────────────────────────────────────────────────────

  const dialog = document.querySelector("dialog[data-shortcuts]");
  if (!dialog) return;
  const CHOICE = "ledger-shortcuts";
  const box = dialog.querySelector("[name=use]");
  try {
    box.checked = localStorage.getItem(CHOICE) !== "off";
  } catch {
    box.disabled = true; // this browser remembers nothing
  }
  box.addEventListener("change", () => localStorage.setItem(CHOICE, box.checked ? "on" : "off"));

  const keyed = () => [...document.querySelectorAll("[aria-keyshortcuts]")].filter((each) => each.checkVisibility());
  const name = (each) => (each.labels?.[0] || each).textContent.trim().replace(/\s+/g, " ");

  function list() {
    const rows = keyed().map((each) => [each.getAttribute("aria-keyshortcuts"), name(each)]);
    if (!rows.some(([key]) => key === "/")) rows.unshift(["/", dialog.dataset.searches]);
    rows.push(["?", dialog.dataset.lists]);
    dialog.querySelector("dl").replaceChildren(
      ...rows.map(([key, does]) => {
        const row = document.createElement("div");
        const term = document.createElement("dt");
        const what = document.createElement("dd");
        term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
        what.textContent = does;
        row.append(term, what);
        return row;
      }),
    );
    dialog.showModal();
  }
  for (const opener of document.querySelectorAll("button[data-shortcuts]")) {
    opener.hidden = false;
    opener.addEventListener("click", list);
  }

  const TYPED_IN = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";
  document.addEventListener("keydown", (event) => {
    const meant = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented);
    if (!meant || !box.checked || dialog.open || event.target.closest?.(TYPED_IN)) return;
    const target = keyed().find((each) => each.getAttribute("aria-keyshortcuts") === event.key);
    if (event.key === "?") list();
    else if (target?.matches(`${TYPED_IN}, button`)) target.focus(); // no key alone sends a form
    else if (target) target.click();
    else if (event.key === "/") location.assign(dialog.dataset.search);
    else return;
    event.preventDefault();
  });
})();
