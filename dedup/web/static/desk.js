// The desk works without this file. What it adds: single keys, and counterparts that light up together.
"use strict";

// --- keys: an element with data-key is clicked by that key, or by two keys one after the other ("g q") ---------------

const keysOn = () => localStorage.getItem("dedup-keys") !== "off";
const help = document.getElementById("help");
let before = "";

function labelOf(element) {
  const copy = ((element.labels && element.labels[0]) || element).cloneNode(true);
  copy.querySelectorAll("kbd").forEach((key) => key.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function showHelp() {
  if (!help) return;
  const list = document.getElementById("help-keys");
  list.replaceChildren();
  const known = [...document.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, labelOf(one)]);
  for (const [key, label] of [...known, ["h", "This help"]]) {
    const term = document.createElement("dt");
    const shown = document.createElement("kbd");
    const detail = document.createElement("dd");
    shown.textContent = key;
    term.append(shown);
    detail.textContent = label;
    list.append(term, detail);
  }
  document.getElementById("help-on").checked = keysOn();
  help.showModal();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing || (help && help.open)) return;
  if (!keysOn() && event.key !== "h") return;
  const pressed = before ? `${before} ${event.key}` : event.key;
  before = "";
  if (pressed === "h") {
    event.preventDefault();
    showHelp();
    return;
  }
  const all = [...document.querySelectorAll("[data-key]")];
  const found = all.find((one) => one.dataset.key === pressed);
  if (found) {
    event.preventDefault();
    found.click();
    const note = found.closest("details.note");
    if (note && note.open) note.querySelector("textarea").focus();
  } else if (all.some((one) => one.dataset.key.startsWith(`${pressed} `))) {
    before = pressed;
  }
});

const opener = document.getElementById("help-open");
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", showHelp);
}

const switched = document.getElementById("help-on");
if (switched) {
  switched.addEventListener("change", () => localStorage.setItem("dedup-keys", switched.checked ? "on" : "off"));
}

// --- counterparts: what shares a group lights up, in the same row if it is there -------------------------------------

const groups = new Map();
for (const bit of document.querySelectorAll("[data-g]")) {
  for (const group of bit.dataset.g.split(" ")) {
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(bit);
  }
}
let lit = [];

function light(event) {
  const bit = event.target.closest ? event.target.closest("[data-g]") : null;
  for (const one of lit) one.classList.remove("lit");
  lit = [];
  if (!bit) return;
  const row = bit.closest("tr");
  const cell = bit.closest("td");
  for (const group of bit.dataset.g.split(" ")) {
    const members = groups.get(group);
    const near = members.filter((one) => one.closest("tr") === row);
    const facing = near.some((one) => one.closest("td") !== cell);
    lit = facing ? near : members;
    if (lit.some((one) => one.closest("td") !== cell)) break;
  }
  for (const one of lit) one.classList.add("lit");
}

if (groups.size) {
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);
}
