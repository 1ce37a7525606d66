// Toasts: leave after a while (errors stay), close by hand, and say so when the network is away.
"use strict";
const toasts = document.getElementById("toasts");

function settle(toast) {
  if (toast.dataset.settled) return;
  toast.dataset.settled = "1";
  if (!toast.classList.contains("toast-stop")) setTimeout(() => toast.remove(), 6000);
}

if (toasts) {
  for (const toast of toasts.querySelectorAll(".toast")) settle(toast);
  new MutationObserver(() => {
    const all = toasts.querySelectorAll(".toast");
    all.forEach(settle);
    for (const old of Array.from(all).slice(0, -4)) old.remove();
  }).observe(toasts, { childList: true, subtree: true });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-toast]")) event.target.closest(".toast")?.remove();
});

function sayNoConnection() {
  const pattern = document.getElementById("toast-no-connection");
  if (!toasts || !pattern || toasts.querySelector("[data-no-connection]")) return;
  const toast = pattern.content.firstElementChild.cloneNode(true);
  toast.dataset.noConnection = "1";
  toasts.append(toast);
}
// A part that refreshes itself must not shout at every missed beat.
const polls = (event) => /\bevery\b/.test(event.target.getAttribute?.("hx-trigger") ?? "");
document.addEventListener("htmx:sendError", (event) => polls(event) || sayNoConnection());
document.addEventListener("htmx:timeout", (event) => polls(event) || sayNoConnection());

// Something between us and the server answered with a page of its own: do not put that page into a toast.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status < 400 || status === 422) return;
  if (!/class="toast /.test(event.detail.xhr.responseText)) {
    event.detail.shouldSwap = false;
    if (!polls(event)) sayNoConnection();
  }
});
