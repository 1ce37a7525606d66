// Keyboard: "/" and Ctrl-K search, Ctrl-Enter sends the form, j and k move over rows, Enter opens, Esc closes, "?" shows the help.
"use strict";
const search = document.getElementById("search");
const results = document.getElementById("search-results");

const typing = (element) => element.matches?.("input, select, textarea, [contenteditable]");

function focusSearch(event) {
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function moveRow(step) {
  const rows = Array.from(document.querySelectorAll("table[data-rows] tbody tr")).filter((row) => row.querySelector("a[href]"));
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = Math.min(rows.length - 1, Math.max(0, now + step));
  if (now >= 0) rows[now].classList.remove("is-current");
  rows[next].classList.add("is-current");
  rows[next].scrollIntoView({ block: "nearest" });
  rows[next].querySelector("a[href]").focus({ preventScroll: true });
}

function moveHit(event, step) {
  const hits = Array.from(results.querySelectorAll("a[href]"));
  if (!hits.length) return;
  event.preventDefault();
  const next = hits.indexOf(document.activeElement) + step;
  if (next < 0) search.focus();
  else hits[Math.min(next, hits.length - 1)].focus();
}

// Enter opens the best hit; while the answer is on its way the form goes to the page of all hits.
function openHit(event) {
  const hit = results?.querySelector("a[href]");
  if (!hit || search.dataset.asked !== search.value) return;
  event.preventDefault();
  hit.click();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === search) delete search.dataset.asked;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === results) search.dataset.asked = search.value;
});

function escape(event) {
  const menu = document.querySelector("details.menu[open], details.menu-sheet[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (results?.firstChild) {
    results.replaceChildren();
    search.focus();
  } else if (event.target === search) {
    search.blur();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return focusSearch(event);
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches?.("textarea, input")) {
    event.preventDefault();
    return event.target.form?.requestSubmit();
  }
  if (event.key === "Escape") return escape(event);
  const inSearch = event.target === search || results?.contains(event.target);
  if (inSearch && event.key === "ArrowDown") return moveHit(event, 1);
  if (inSearch && event.key === "ArrowUp") return moveHit(event, -1);
  if (event.target === search && event.key === "Enter") return openHit(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") focusSearch(event);
  else if (event.key === "j") moveRow(1);
  else if (event.key === "k") moveRow(-1);
  else if (event.key === "?") document.getElementById("help")?.showModal();
});

document.addEventListener("click", (event) => {
  if (results && !event.target.closest(".search")) results.replaceChildren();
});
