// The list of known guests beside a new one: 1–9 choose while no field is being typed in, Enter uses the chosen history.
"use strict";
const field = (element) => element.matches?.("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const list = document.querySelector("[data-matches]");
  if (!list || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || field(event.target)) return;
  const choices = list.querySelectorAll("input[name=choose]");
  if (/^[1-9]$/.test(event.key) && choices[Number(event.key) - 1]) {
    event.preventDefault();
    const one = choices[Number(event.key) - 1];
    one.checked = true;
    one.focus();
    one.closest("li").scrollIntoView({ block: "nearest" });
  }
});

document.addEventListener("keydown", (event) => {
  // From the name straight into the list.
  const list = document.querySelector("[data-matches]");
  if (!list || event.isComposing || event.key !== "ArrowDown" || event.target.id !== "id_name") return;
  event.preventDefault();
  (list.querySelector("input[name=choose]:checked") ?? list.querySelector("input[name=choose]")).focus();
});

document.addEventListener("keydown", (event) => {
  // Enter in the reason makes the new history, it does not use the chosen one.
  if (event.key !== "Enter" || event.isComposing || event.target.name !== "reason" || !event.target.closest(".match-why")) return;
  event.preventDefault();
  event.target.closest(".match-why").querySelector("button").click();
});

// An answer that comes while somebody decides must not take the decision away.
document.addEventListener("htmx:beforeSwap", (event) => {
  const panel = document.getElementById("matches");
  if (event.detail.target === panel && panel.contains(document.activeElement)) event.detail.shouldSwap = false;
});
