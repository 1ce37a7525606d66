// The keeper's keys: S, D, U answer, J and K go on and back, Z takes back, 1 to 9 choose the other value of a field.
"use strict";
const choices = Array.from(document.querySelectorAll("tr[data-choice]"));
choices.forEach((row, place) => {
  const mark = row.querySelector("[data-number]");
  if (mark) mark.textContent = place < 9 ? String(place + 1) : "";
});

function otherValue(row) {
  const picks = Array.from(row?.querySelectorAll("input[type=radio]") ?? []);
  const next = picks.find((pick) => !pick.checked);
  if (!next) return;
  next.checked = true;
  next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input:not([type=radio]), select, textarea, [contenteditable]")) return;
  if (/^[1-9]$/.test(event.key)) return otherValue(choices[Number(event.key) - 1]);
  if (!/^[a-z]$/i.test(event.key)) return;
  const control = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
});
