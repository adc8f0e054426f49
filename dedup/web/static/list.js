// Keys for lists: j and k go down and up, and Enter opens what has the focus, as ever. Others are desk.js's.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, dialog, [contenteditable]");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing) return;
  if (localStorage.getItem("dedup-keys") === "off" || (event.key !== "j" && event.key !== "k")) return;
  const links = [...document.querySelectorAll("[data-list] .pick")];
  if (!links.length) return;
  const row = event.target.closest("[data-list] tr");
  const here = row ? links.indexOf(row.querySelector(".pick")) : -1;
  const step = event.key === "j" ? 1 : -1;
  const there = links[here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step))];
  there.focus({ preventScroll: true });
  there.closest("tr").scrollIntoView({ block: "nearest" });
  event.preventDefault();
});

for (const hint of document.querySelectorAll(".keys[hidden]")) hint.hidden = false;
