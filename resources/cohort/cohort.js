// Comfort only: every page works without this.
"use strict";

// A file is read into the box that would be pasted into; nothing is sent before the button is pressed.
for (const label of document.querySelectorAll("label.file")) {
  const input = label.querySelector("input");
  const note = label.parentElement.querySelector("[role=status]");
  const box = label.closest("form").querySelector("textarea");
  label.hidden = false;
  input.addEventListener("change", async () => {
    if (input.files.length === 0)
      return;
    const bytes = await input.files[0].arrayBuffer();
    let text;
    let foreign = false;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      foreign = true; // what spreadsheets save where nothing else was chosen
      text = new TextDecoder("windows-1252").decode(bytes);
    }
    note.hidden = !foreign;
    box.value = text;
  });
}

// Arrow keys go from row to row in the table of trainees, as in a spreadsheet; "/" goes to the search.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea");
  if (event.key === "/" && !typing) {
    const search = document.querySelector("input[type=search]");
    if (search) {
      search.focus();
      event.preventDefault();
    }
    return;
  }
  if (typing || (event.key !== "ArrowDown" && event.key !== "ArrowUp"))
    return;
  const links = [...document.querySelectorAll("tbody th a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0)
    return;
  const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    next.focus();
    event.preventDefault();
  }
});
