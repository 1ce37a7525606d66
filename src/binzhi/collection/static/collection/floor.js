// The phone page: room, guest, cues, done. Entries go through the outbox, so the network may be away at any moment.
"use strict";
(() => {
  const root = document.getElementById("floor");
  if (!root) return;
  const say = JSON.parse(document.getElementById("floor-strings").textContent);
  const { house: houseAddress, send: sendAddress, worker, card: cardAddress, signIn } = root.dataset;
  const $ = (query, from = root) => from.querySelector(query);
  const $$ = (query, from = root) => Array.from(from.querySelectorAll(query));
  const state = { house: null, typed: "", level: localStorage.getItem("binzhi-floor-level") ?? "", person: null, picked: new Map(), staff: root.dataset.staff, shown: new Set() };

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") made.addEventListener("click", value);
      else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }
  const picture = (name) => $(`[data-picture="${name}"] svg`).cloneNode(true);
  const words = (pair) => (document.documentElement.lang.startsWith("zh") ? pair.zh || pair.en : pair.en || pair.zh);

  function show(step) {
    for (const part of $$("[data-step]")) part.hidden = part.dataset.step !== step;
    $("[data-home]").hidden = step === "rooms";
    $(".floor-tray").hidden = step !== "cues";
    root.dataset.now = step;
    window.scrollTo(0, 0);
  }

  // --- the house -----------------------------------------------------------------------------------------------------
  function people() {
    return (state.house?.rooms ?? []).filter((p) => (state.typed ? p.room.startsWith(state.typed) : !state.level || String(p.floor) === state.level));
  }

  function drawLevels() {
    const levels = [...new Set((state.house?.rooms ?? []).map((p) => p.floor))].sort((a, b) => a - b);
    if (state.level && !levels.includes(Number(state.level))) state.level = "";
    const button = (value, label) => element("button", { type: "button", class: "floor-level", "aria-pressed": String(state.level === value), onclick: () => { state.level = value; localStorage.setItem("binzhi-floor-level", value); drawRooms(); } }, label);
    $("[data-levels]").replaceChildren(button("", say.allFloors), ...levels.map((n) => button(String(n), fill(say.level, { n }))));
  }

  function drawRooms() {
    drawLevels();
    $("[data-typed]").textContent = state.typed || "····";
    $("[data-typed]").classList.toggle("is-empty", !state.typed);
    const list = people().map((person) =>
      element("li", {}, element("button", { type: "button", class: "floor-room", onclick: () => choose(person) },
        element("b", {}, person.room), element("span", {}, person.who), ...marks(person))));
    if (!list.length && state.typed) {
      const known = state.house && !state.house.old;
      list.push(element("li", { class: "floor-wide" }, known ? element("p", { class: "muted" }, say.nobody)
        : element("button", { type: "button", class: "floor-room", onclick: () => choose({ room: state.typed, who: "", unknown: true }) }, element("b", {}, state.typed), element("span", {}, fill(say.unknown, { room: state.typed })))));
    } else if (!list.length && !state.house) {
      list.push(element("li", { class: "floor-wide" }, element("p", { class: "muted" }, say.noList)));
    }
    $("[data-rooms]").replaceChildren(...list);
  }
  function marks(person) {
    const found = [];
    if (person.quiet) found.push(element("i", { class: "chip chip-stop" }, picture("quiet"), say.quiet));
    if (person.unasked) found.push(element("i", { class: "chip chip-due" }, picture("unasked"), say.unasked));
    return found;
  }

  function type(key) {
    if (key === "back") state.typed = state.typed.slice(0, -1);
    else if (key === "clear") state.typed = "";
    else if (state.typed.length < 8) state.typed += key;
    const fits = people();
    drawRooms();
    // the whole number of one guest's room, and no longer number begins with it: no further tap is needed
    if (key !== "back" && fits.length === 1 && fits[0].room === state.typed) choose(fits[0]);
  }

  // --- the guest and the cues ----------------------------------------------------------------------------------------
  function choose(person) {
    state.person = person;
    state.typed = "";
    clearPicked();
    $("[data-who]").replaceChildren(element("b", { class: "room-no" }, person.room), element("span", { class: "name" }, person.unknown ? fill(say.unknown, { room: person.room }) : person.who), ...marks(person));
    const place = $("[data-card]");
    place.replaceChildren();
    if (!person.unknown && navigator.onLine) {
      const none = "00000000-0000-0000-0000-000000000000";
      const address = cardAddress.replace(none, person.guest).replace(none, person.stay);
      window.htmx?.ajax("GET", address, { target: place, swap: "innerHTML" })?.catch?.(() => {});
    }
    show("cues");
  }

  function clearPicked() {
    state.picked.clear();
    for (const chip of $$("[data-cue]")) { chip.setAttribute("aria-pressed", "false"); $(".cue-value", chip)?.replaceChildren(); }
    for (const form of $$("form[data-panel]")) { form.reset(); form.hidden = true; }
    $("[data-free]").value = "";
    $("[data-source][value=observed]").checked = true;
    drawTray();
  }

  function panelOf(code) { return $(`form[data-panel="${CSS.escape(code)}"]`); }

  function tapCue(chip) {
    const code = chip.dataset.cue, panel = panelOf(code), on = chip.getAttribute("aria-pressed") !== "true";
    for (const other of $$("form[data-panel]")) if (other !== panel) other.hidden = true;
    if (!on && panel && panel.hidden) { panel.hidden = false; return; }
    chip.setAttribute("aria-pressed", String(on));
    if (!on) { state.picked.delete(code); $(".cue-value", chip)?.replaceChildren(); if (panel) panel.hidden = true; }
    else {
      state.picked.set(code, []);
      if (panel) { panel.hidden = false; if (panel.elements.place) drawPlaces(panel); take(panel); panel.scrollIntoView({ block: "nearest" }); }
    }
    drawTray();
  }

  function drawPlaces(panel) {
    const names = state.house?.outlets ?? [];
    $("[data-places]", panel).replaceChildren(...names.map((name) => element("button", { type: "button", class: "preset", onclick: () => { panel.elements.place.value = name; take(panel); } }, name)));
  }

  // Reads the values of a panel: several boxes are several entries, anything else is one.
  function take(panel) {
    const code = panel.dataset.panel, data = new FormData(panel);
    const values = data.getAll("value").map((v) => String(v).trim()).filter(Boolean);
    const needs = panel.dataset.needs !== undefined, place = String(data.get("place") ?? "").trim();
    const whole = !needs || (values.length > 0 && (!panel.elements.place || place));
    state.picked.set(code, whole ? (needs ? values : [""]).map((value) => ({ value, place, note: String(data.get("note") ?? "").trim() })) : []);
    const chip = $(`[data-cue="${CSS.escape(code)}"]`);
    const shownAs = $$("input:checked, input[type=text], input[type=number]", panel).map((i) => i.dataset.label ?? i.value).filter(Boolean);
    $(".cue-value", chip)?.replaceChildren(needs ? shownAs.join(" · ") : "");
    for (const preset of $$(".preset[data-value]", panel)) preset.setAttribute("aria-pressed", String(values.includes(preset.dataset.value)));
    drawTray();
  }

  function entries() {
    const source = $("[data-source]:checked").value, found = [];
    for (const chip of $$("[data-cue][aria-pressed=true]")) {
      const code = chip.dataset.cue, label = $(".cue-name", chip).textContent.trim();
      const values = panelOf(code) ? state.picked.get(code) ?? [] : [{ value: "", place: "", note: "" }];
      for (const one of values) found.push({ cue: code, ...one, text: "", source, label: one.value ? `${label} ${one.value}` : label });
    }
    const line = $("[data-free]").value.trim();
    if (line) found.push({ cue: "", value: "", place: "", note: "", text: line, source, label: line.slice(0, 24) });
    return found;
  }

  function drawTray() {
    const n = entries().length, open = $$("[data-cue][aria-pressed=true]").some((c) => panelOf(c.dataset.cue) && !(state.picked.get(c.dataset.cue) ?? []).length);
    const button = $("[data-done]");
    button.disabled = !n || open;
    $("span", button).textContent = n > 1 ? fill(say.doneN, { n }) : say.done;
  }

  async function done() {
    const person = state.person, made = Date.now(), keys = [];
    $("[data-done]").disabled = true;
    for (const [at, one] of entries().entries()) {
      const { label, ...body } = one;
      const entry = { key: Outbox.newKey(), staff: state.staff, made: made + at, state: "waiting", room: person.room, who: person.who, label,
        body: { ...body, room: person.room, guest: person.guest ?? null, stay: person.stay ?? null, at: new Date(made).toISOString() } };
      try { await Outbox.put(entry); } catch { toast(say.notSaved); return; }
      keys.push(entry.key);
    }
    state.shown = new Set(keys);
    show("result");
    await drawResult();
    await flush();
  }

  // --- what became of it ---------------------------------------------------------------------------------------------
  async function flush() {
    const later = await navigator.serviceWorker?.getRegistration?.(root.dataset.scope);
    later?.sync?.register?.("binzhi-outbox").catch(() => {});
    const now = await Outbox.send(houseAddress, sendAddress).catch(() => ({ offline: true }));
    await took(now);
    await drawResult();
    await drawWaiting();
  }

  async function took(now) {
    root.dataset.net = now.signedOut ? "out" : now.offline ? "away" : "here";
    $("[data-network] span").textContent = now.signedOut ? say.signIn : now.offline ? say.offline : say.online;
    $("[data-network]").hidden = root.dataset.net === "here";
    $("[data-sign-in]").hidden = !now.signedOut;
    if (now.rooms) { state.house = now; state.staff = now.staff; }
    else { const kept = await Outbox.house(); state.house = kept ? { ...kept, old: true } : null; }
    $("[data-stale]").hidden = !state.house?.old;
    if (state.house?.old) $("[data-stale]").textContent = fill(say.stale, { time: new Date(state.house.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) });
    if (root.dataset.now === "rooms") drawRooms();
  }

  function offerLine(entry, offer) {
    const line = element("li", { class: `floor-offer is-${offer.state}` }, element("div", {}, element("p", { class: "strong" }, words(offer.text)), words(offer.why) ? element("p", { class: "muted small" }, `${say.because}: ${words(offer.why)}`) : ""));
    if (offer.state !== "open") { line.append(element("span", { class: "chip chip-ok" }, picture("done"), say.did)); return line; }
    const answer = async (choice) => {
      const now = await Outbox.refresh(houseAddress);
      if (!now.csrf) { await took(now); return; }
      const body = new FormData();
      body.append("answer", choice);
      const sent = await fetch(`${root.dataset.scope}${entry.answer.guest}/${entry.answer.id}/offers/${offer.code}/`, { method: "POST", body, headers: { "X-CSRFToken": now.csrf }, credentials: "same-origin" }).catch(() => null);
      if (!sent?.ok) { toast(sent ? (await sent.text()).replace(/<[^>]*>/g, " ").trim().slice(0, 120) : say.offline); return; }
      offer.state = choice === "yes" ? "taken" : "declined";
      await Outbox.put(entry);
      await drawResult();
      await drawWaiting();
    };
    line.append(element("div", { class: "floor-answer" },
      element("button", { type: "button", class: "btn btn-sign", onclick: () => answer("yes") }, picture("done"), say.take),
      element("button", { type: "button", class: "btn btn-quiet", onclick: () => answer("no") }, say.decline)));
    return line;
  }

  function line(entry) {
    const head = element("p", { class: "floor-line" }, element("b", {}, entry.room), element("span", {}, entry.label));
    const item = element("li", { class: `floor-entry is-${entry.state}`, "data-entry": entry.key }, head);
    if (entry.state === "waiting") {
      head.append(element("span", { class: "chip chip-due" }, picture("waiting"), say.waiting));
      item.append(element("p", { class: "muted small" }, entry.staff === state.staff ? say.kept : fill(say.others, { n: 1 })));
    } else if (entry.state === "refused") item.append(refused(entry));
    else {
      head.append(element("span", { class: "chip chip-ok" }, picture("done"), say.sent));
      item.append(element("p", { class: "muted small" }, words(entry.answer.message)));
      const offers = entry.answer.offers.filter((o) => o.state !== "declined").map((o) => offerLine(entry, o));
      if (offers.length) item.append(element("ul", { class: "floor-offers" }, ...offers));
      if (entry.answer.proposals.some((p) => p.status === "proposed")) item.append(element("p", { class: "small" }, say.proposed));
    }
    return item;
  }

  function refused(entry) {
    const again = async (change) => { await Outbox.put({ ...entry, ...change, state: "waiting", problem: undefined }); state.shown.add(entry.key); await flush(); };
    const buttons = [];
    for (const person of entry.problem.people ?? []) buttons.push(element("button", { type: "button", class: "btn", onclick: () => again({ who: person.who, body: { ...entry.body, guest: person.guest, stay: person.stay } }) }, person.who));
    if (entry.problem.code === "health_words") buttons.push(element("button", { type: "button", class: "btn btn-primary", onclick: () => again({ label: say.useCare, body: { ...entry.body, cue: "cue_unwell", value: "", text: "", note: "" } }) }, say.useCare));
    else if (!buttons.length) buttons.push(element("button", { type: "button", class: "btn", onclick: () => again({}) }, say.retry));
    buttons.push(element("button", { type: "button", class: "btn btn-quiet", onclick: async () => { await Outbox.remove(entry.key); await drawResult(); await drawWaiting(); } }, say.discard));
    return element("div", { class: "strip strip-stop", role: "alert" }, element("div", {}, element("p", {}, entry.problem.title), element("div", { class: "row" }, ...buttons)));
  }

  async function drawResult() {
    if (root.dataset.now !== "result") return;
    const shown = (await Outbox.all()).filter((entry) => state.shown.has(entry.key));
    $("[data-result]").replaceChildren(...shown.map(line));
  }

  async function drawWaiting() {
    const list = await Outbox.all(), open = list.filter((entry) => entry.state !== "sent");
    const button = $("[data-waiting]");
    button.hidden = !list.length;
    button.classList.toggle("is-due", open.length > 0);
    $("span", button).textContent = open.length ? say.waiting : say.sent;
    $("b", button).textContent = String(open.length || list.length);
    if (root.dataset.now === "waiting") $("[data-list]").replaceChildren(...list.reverse().map(line));
  }

  function toast(text) {
    const made = element("div", { class: "toast toast-stop", role: "alert" }, text);
    document.getElementById("toasts")?.append(made);
    setTimeout(() => made.remove(), 6000);
  }

  // --- start ---------------------------------------------------------------------------------------------------------
  root.addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (!target) return;
    if (target.dataset.key) type(target.dataset.key);
    else if (target.dataset.cue) tapCue(target);
    else if (target.dataset.tab) for (const tab of $$("[data-tab]")) { tab.setAttribute("aria-pressed", String(tab === target)); $(`[data-group="${tab.dataset.tab}"]`).hidden = tab !== target; }
    else if (target.matches("[data-home], [data-home-too]")) { show("rooms"); drawRooms(); }
    else if (target.matches("[data-done]")) done();
    else if (target.matches("[data-waiting]")) { show("waiting"); drawWaiting(); }
    else if (target.matches("[data-send-now]")) flush();
    else if (target.matches("[data-again]")) choose(state.person);
    else if (target.dataset.stepBy) { const field = target.closest("form").elements.value; field.value = String(Math.min(field.max, Math.max(field.min, Number(field.value || field.dataset.start) + (field.value ? Number(target.dataset.stepBy) : 0)))); take(target.closest("form")); }
    else if (target.dataset.value && target.matches(".preset")) { const field = target.closest("form").elements.value; field.value = target.dataset.value; take(target.closest("form")); }
  });
  root.addEventListener("input", (event) => { const form = event.target.closest("form[data-panel]"); if (form) take(form); else drawTray(); });
  root.addEventListener("submit", (event) => { if (event.target.matches("form[data-panel]")) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if (root.dataset.now !== "rooms" || event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey) return;
    if (/^[0-9]$/.test(event.key)) type(event.key);
    else if (event.key === "Backspace") type("back");
  });
  window.addEventListener("online", flush);
  window.addEventListener("offline", () => took({ offline: true }).then(drawWaiting));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if (root.dataset.net !== "here" && navigator.onLine) flush(); }, 15000);

  if (navigator.serviceWorker) navigator.serviceWorker.register(worker, { scope: root.dataset.scope }).catch(() => {});
  show("rooms");
  Outbox.house().then((kept) => { if (kept && !state.house) { state.house = { ...kept, old: true }; drawRooms(); } }).catch(() => {}).then(flush);
})();
