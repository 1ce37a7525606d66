// The page frame: marks the current entry, closes menus, shows names of chosen files, goes back, prints.
"use strict";
// A page whose address lies under no entry of the navigation names its entry itself (block nav_section).
const section = (document.body.dataset.section ?? "").trim();
for (const nav of section ? document.querySelectorAll("nav:has([data-nav])") : []) {
  const named = nav.querySelector(`[data-nav~="${CSS.escape(section)}"]`);
  if (!nav.querySelector("[aria-current]")) named?.setAttribute("aria-current", "page");
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open], details.menu-sheet[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-back]")) {
    if (history.length > 1) history.back();
    else location.assign("/");
  }
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches("select[data-submit], input[data-submit]")) input.form.requestSubmit();
  if (input.type !== "file") return;
  const label = input.closest(".file")?.querySelector("[data-file-name]");
  if (label) label.textContent = Array.from(input.files, (file) => file.name).join(", ");
});

document.addEventListener("submit", (event) => {
  // A second tap must not send a form twice.
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});

document.addEventListener("click", (event) => {
  // Tabs that load a panel in place mark the one that is open.
  const tab = event.target.closest(".tabs a[data-tab]");
  if (!tab) return;
  for (const other of tab.parentElement.children) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "true");
});
