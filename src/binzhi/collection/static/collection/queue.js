// The keepers' queue by keyboard: j and k move over the cards, a accept, r reject, e correct, m ask back, x tick, o open.
"use strict";
(() => {
  const cards = () => Array.from(document.querySelectorAll("[data-queue] > .card"));
  let place = -1;

  function mark(next) {
    const all = cards();
    if (!all.length) return;
    place = Math.max(0, Math.min(all.length - 1, next));
    for (const card of all) card.classList.toggle("is-current", card === all[place]);
    all[place].scrollIntoView({ block: "nearest" });
    all[place].querySelector("[data-key=a], [data-key=o], a")?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-queue]") || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches?.("input:not([type=checkbox]), select, textarea")) return;
    if (event.key === "j") return mark(place + 1);
    if (event.key === "k") return mark(place - 1);
    const card = cards()[place];
    if (!card) return;
    if (event.key === "x") return card.querySelector("[data-tick]")?.click();
    const button = "aremo".includes(event.key) ? card.querySelector(`[data-key=${event.key}]`) : null;
    if (button) {
      event.preventDefault();
      button.click();
    }
  });

  // After a decision the next card is current, so that the hand stays on the keys.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.closest?.("[data-queue]") || event.detail.target?.closest?.("[data-queue]")) {
      const next = cards().findIndex((card, number) => number >= place && !card.classList.contains("queue-done"));
      if (place >= 0) mark(next >= 0 ? next : place);
    }
  });
})();
