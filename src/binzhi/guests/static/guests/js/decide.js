// Keyboard for decisions: in the current row of a list of differing values, 1 takes the new one, 2 keeps the standing one.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "1" && event.key !== "2") return;
  if (event.target.matches?.("input, select, textarea, [contenteditable]")) return;
  const row = event.target.closest?.("tr[data-decide]") ?? document.querySelector("tr[data-decide].is-current");
  const button = row?.querySelector(`[data-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
