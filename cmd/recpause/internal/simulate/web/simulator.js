"use strict";
// What htmx leaves to the page: details stay open from one page to the next, focus that has lost its button stays at its card, a link is
// copied, and it is said where the simulator has ended. Everything else of the page works without any script.
(() => {
  let opened = [], card = "";
  document.addEventListener("htmx:beforeSwap", () => {
    opened = [...document.querySelectorAll("details[open][id]")].map(d => d.id);
    card = document.activeElement.closest("section[id]")?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    if (document.activeElement === document.body && card) document.querySelector(`#${CSS.escape(card)} h2`)?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:sendError", () => document.getElementById("gone").hidden = false);
  document.addEventListener("click", e => {
    const link = e.target.closest("a[data-copied]");
    if (!link || !navigator.clipboard) return;
    e.preventDefault();
    navigator.clipboard.writeText(link.href).then(() => link.textContent = link.dataset.copied, () => location.assign(link.href));
  });
})();
