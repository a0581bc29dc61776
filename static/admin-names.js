/*
  Names for the boxes that complete what is typed: Select2 gives them none of their own, so each gets that of its
  label, or of its column in a table; so do boxes that remove a row. Nothing depends on this but what a screen reader says.
*/

(() => {
  "use strict";

  const BOXES = "[role=combobox], [role=textbox], [role=searchbox], textarea";

  function named(field) {
    const label = field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    return label ? label.textContent.trim().replace(/:$/, "") : column(field);
  }

  function column(field) {
    const cell = field.closest("td");
    const heads = cell && cell.closest("table").tHead;
    const head = heads && heads.rows[0].cells[cell.cellIndex];
    return head ? head.textContent.trim() : "";
  }

  function name(root) {
    for (const box of root.querySelectorAll("td.delete input")) {
      if (!box.labels.length) box.setAttribute("aria-label", column(box));
    }
    for (const select of root.querySelectorAll("select.admin-autocomplete")) {
      const text = named(select);
      const boxes = select.nextElementSibling ? select.nextElementSibling.querySelectorAll(BOXES) : [];
      for (const box of text ? boxes : []) {
        box.setAttribute("aria-label", text);
        const chosen = box.getAttribute("aria-labelledby");
        if (!chosen) continue;
        if (!box.id) box.id = `${select.id}_box`;
        box.setAttribute("aria-labelledby", `${box.id} ${chosen}`);
      }
    }
  }

  // In jQuery's own line, behind the call that makes the boxes.
  if (window.django && window.django.jQuery) window.django.jQuery(() => name(document));
  document.addEventListener("formset:added", (event) => setTimeout(() => name(event.target), 0));
})();
