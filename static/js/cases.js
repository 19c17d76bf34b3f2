// Cases: keys on lists and timelines, and notes at the time of an entry.
import { addKeys } from "./shell/keys.js";

const rows = () => [...document.querySelectorAll("[data-rows] > [data-row], table[data-rows] > tbody > tr")];
const current = () => document.querySelector("[data-rows] [data-current]");

function select(row) {
  current()?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
  row.scrollIntoView({ block: "nearest" });
  row.focus?.({ preventScroll: true });
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current());
  select(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
}

function open(event) {
  if (event.target instanceof Element && event.target.closest("a, button, summary, input")) return false;
  const row = current();
  const link = row?.querySelector("a.case-link");
  const details = row?.querySelector("details.event-details");
  if (link) link.click();
  else if (details) details.open = !details.open;
  else return false;
}

function openAll() {
  const all = [...document.querySelectorAll("details.event-details")];
  if (!all.length) return false;
  const show = all.some((each) => !each.open);
  for (const each of all) each.open = show;
}

function note(at = "") {
  const form = document.getElementById("note-form");
  if (!form) return false;
  form.elements.at.value = at || form.elements.at.value;
  form.scrollIntoView({ block: "nearest" });
  form.elements.text.focus();
}

addKeys({
  j: () => step(1),
  k: () => step(-1),
  Enter: open,
  o: openAll,
  n: () => note(),
  N: () => note(current()?.dataset.at ?? ""),
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-note-at]");
  if (!link || note(link.dataset.noteAt) === false) return;
  event.preventDefault();
});

// A prepared file leaves once. The page stays while the browser takes it; a reload here could cut the download off.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  setTimeout(() => {
    form.hidden = true;
    form.parentElement.querySelector("[data-once-done]").hidden = false;
  });
});
