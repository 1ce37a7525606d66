// Entries of this device: kept in IndexedDB until they are sent, each once. Used by the page and by the service worker.
"use strict";
self.Outbox = (() => {
  const ENTRIES = "binzhi-outbox", HOUSE = "binzhi-house", KEEP_SENT = 12 * 3600 * 1000;

  function open(name) {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("rows", { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  async function within(name, mode, work) {
    const base = await open(name);
    try {
      return await new Promise((resolve, reject) => {
        const change = base.transaction("rows", mode);
        const asked = work(change.objectStore("rows"));
        change.oncomplete = () => resolve(asked.result);
        change.onerror = change.onabort = () => reject(change.error);
      });
    } finally {
      base.close();
    }
  }

  const put = (entry) => within(ENTRIES, "readwrite", (rows) => rows.put(entry));
  const remove = (key) => within(ENTRIES, "readwrite", (rows) => rows.delete(key));
  const all = async () => (await within(ENTRIES, "readonly", (rows) => rows.getAll())).sort((a, b) => a.made - b.made);

  async function house() {
    const kept = await within(HOUSE, "readonly", (rows) => rows.get("house"));
    if (!kept) return null;
    if (Date.parse(kept.until) > Date.now()) return kept;
    await forget();
    return null;
  }
  const forget = () => within(HOUSE, "readwrite", (rows) => rows.clear());

  // Asks who is signed in and who is in the house. Answers {offline}, {signedOut} or the list.
  async function refresh(address) {
    let answer;
    try {
      answer = await fetch(address, { redirect: "manual", cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } });
    } catch {
      return { offline: true };
    }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      await forget();
      return { signedOut: true };
    }
    if (!answer.ok) return { offline: true };
    const found = await answer.json();
    const { csrf, ...kept } = found;
    await within(HOUSE, "readwrite", (rows) => rows.put({ ...kept, key: "house" }));
    return { ...found };
  }

  async function sendOne(entry, now, address) {
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST", redirect: "manual", credentials: "same-origin", cache: "no-store",
        headers: { "Content-Type": "application/json", "X-CSRFToken": now.csrf, "Idempotency-Key": entry.key, Accept: "application/json" },
        body: JSON.stringify({ ...entry.body, key: entry.key, staff: entry.staff }),
      });
    } catch {
      return "offline";
    }
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    if (answer.ok && isJson) {
      // What was sent leaves the device; only that it was, and what follows, stays for the list.
      await put({ key: entry.key, staff: entry.staff, made: entry.made, state: "sent", at: Date.now(), room: entry.room, who: entry.who, label: entry.label, answer: await answer.json() });
      return "sent";
    }
    if (isJson && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      await put({ ...entry, state: "refused", problem: await answer.json() });
      return "refused";
    }
    return "later";
  }

  async function sendAll(houseAddress, sendAddress) {
    await tidy();
    const waiting = (await all()).filter((entry) => entry.state === "waiting");
    const now = await refresh(houseAddress);
    if (now.offline || now.signedOut) return now;
    for (const entry of waiting) {
      if (entry.staff !== now.staff) continue; // a colleague's: sent when that person signs in
      const outcome = await sendOne(entry, now, sendAddress);
      if (outcome === "offline" || outcome === "later") return { ...now, offline: outcome === "offline" };
    }
    return now;
  }

  async function tidy() {
    for (const entry of await all()) {
      if (entry.state === "sent" && Date.now() - entry.at > KEEP_SENT) await remove(entry.key);
    }
  }

  // One sender at a time, page or worker; the key of each entry makes a second one harmless where locks are missing.
  function send(houseAddress, sendAddress) {
    const work = () => sendAll(houseAddress, sendAddress);
    return navigator.locks ? navigator.locks.request("binzhi-outbox", work) : work();
  }

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  return { put, remove, all, house, forget, refresh, send, newKey };
})();
