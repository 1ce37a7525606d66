// Dialogs: data-open-dialog="id" opens, data-close closes, <dialog data-open-now> swapped in by HTMX opens at once.
"use strict";
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && (event.clientX || event.clientY)) event.target.close();
  }
});

document.addEventListener("htmx:load", (event) => {
  const fresh = event.target;
  const found = fresh.matches?.("dialog[data-open-now]") ? [fresh] : fresh.querySelectorAll?.("dialog[data-open-now]") ?? [];
  for (const dialog of found) {
    if (dialog.open) continue;
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  }
});

// A 2xx or 204 answer to a form inside a dialog closes it, unless the form asks to keep it open.
document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = event.target.closest?.("dialog");
  const status = event.detail.xhr?.status ?? 0;
  if (dialog?.open && event.detail.requestConfig?.verb === "post" && status >= 200 && status < 300 && !dialog.hasAttribute("data-keep-open")) dialog.close();
});
