// A scanner that types like a keyboard: a burst of keys faster than a person, which looks like the lines of a passport, a
// resident number or the record of a reader, is taken out of the field it fell into and sent to the scan form.
"use strict";
const scanAddress = document.body.dataset.scan;
const FAST = 50; // milliseconds between two keys; people need more
const QUIET = 160; // milliseconds without a key end the burst
let burst = null;

const isZone = (text) => /^[A-Z0-9<\s]{30,}$/i.test(text) && text.includes("<<");
const isNumber = (text) => /^\d{17}[\dX]$/i.test(text.trim());
const isRecord = (text) => /^[0-9A-F]{512}$/i.test(text.trim());
const isLabelled = (text) => /姓名/.test(text) && /\d{17}[\dXx]/.test(text);
const isRead = (text) => isZone(text) || isNumber(text) || isRecord(text) || isLabelled(text);
const mayBe = (text) => isRead(text) || (text.length >= 28 && text.includes("<"));

const isField = (element) => element?.matches?.("input:not([type=radio]):not([type=checkbox]):not([type=file]), textarea");

function begin(event, sign) {
  const field = isField(event.target) ? event.target : null;
  burst = { text: sign, last: event.timeStamp, field, before: field?.value ?? "", timer: 0 };
}

function send(text) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = scanAddress;
  form.hidden = true;
  const aim = document.querySelector("[data-scan-guest]")?.dataset ?? {};
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const values = { csrfmiddlewaretoken: token, text, guest: aim.scanGuest ?? "", stay: aim.scanStay ?? "", next: aim.scanNext ?? "" };
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement("textarea");
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

function end() {
  const done = burst;
  burst = null;
  if (!done || !isRead(done.text)) return;
  if (done.field) {
    done.field.value = done.before;
    done.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  send(done.text);
}

function take(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.id === "scan-text") return; // the scan form itself: the person presses "read"
  const sign = event.key === "Enter" || event.key === "Tab" ? "\n" : event.key;
  if (sign.length !== 1) return;
  if (event.repeat) {
    burst = null; // a key held down
    return;
  }
  if (burst && event.timeStamp - burst.last <= FAST) {
    burst.text += sign;
    burst.last = event.timeStamp;
  } else begin(event, sign);
  if (sign === "\n" && mayBe(burst.text)) {
    event.preventDefault(); // must not send the form the burst fell into
    event.stopPropagation();
  }
  clearTimeout(burst.timer);
  burst.timer = setTimeout(end, QUIET);
}

if (scanAddress) window.addEventListener("keydown", take, true);
