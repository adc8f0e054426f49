// Keys for lists of links: j and k go down and up, Enter opens what has the focus (as ever), n goes to the next to decide.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
  const links = [...document.querySelectorAll("[data-list] .pick")];
  if (event.key === "n") {
    document.getElementById("next")?.click();
  } else if ((event.key === "j" || event.key === "k") && links.length) {
    const here = links.indexOf(event.target.closest("[data-list] tr")?.querySelector(".pick"));
    const step = event.key === "j" ? 1 : -1;
    const there = links[here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step))];
    there.focus({ preventScroll: true });
    there.closest("tr").scrollIntoView({ block: "nearest" });
    event.preventDefault();
  }
});

for (const hint of document.querySelectorAll(".keys[hidden]")) hint.hidden = false;
