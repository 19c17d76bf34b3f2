// The table: moving with j and k, opening, matches, columns, older records.
import { addKeys } from "../shell/keys.js";
import { showTimes, zone } from "../shell/times.js";
import { form, post } from "./ask.js";
import { go } from "./address.js";
import { filter } from "./query.js";

const rows = () => [...document.querySelectorAll("#rows tr[data-id]")];
export const selected = () => document.querySelector('#rows tr[aria-selected="true"]');
let pointed = null;
let match = -1;

export function select(row, scroll = true) {
  if (!row) return;
  selected()?.setAttribute("aria-selected", "false");
  row.setAttribute("aria-selected", "true");
  row.focus({ preventScroll: true });
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

const open = (row) => row && document.dispatchEvent(new CustomEvent("search:open", { detail: row.dataset.id }));
const panelIsOpen = () => document.getElementById("panel").childElementCount > 0 && !document.getElementById("panel").hidden;

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(selected());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  if (at + step >= all.length) return void older();
  select(next);
  if (panelIsOpen()) open(next);
}

function walk(step) {
  const marks = [...document.querySelectorAll("#rows mark, #panel mark")];
  if (!marks.length) return;
  document.querySelector("mark.here")?.classList.remove("here");
  match = (match + step + marks.length) % marks.length;
  marks[match].classList.add("here");
  marks[match].scrollIntoView({ block: "center", inline: "nearest" });
  select(marks[match].closest("tr[data-id]"), false);
}

async function older() {
  const more = document.querySelector("#rows tr.more[data-older]");
  const button = more?.querySelector("button");
  if (!button || button.disabled) return;
  button.disabled = true;
  const html = await post(form.dataset.olderUrl, { after: more.dataset.older, range: document.querySelector("[data-answer]").dataset.absolute });
  if (html === null) return void (button.disabled = false);
  const part = document.createElement("tbody");
  part.innerHTML = html;
  const first = part.querySelector("tr[data-id]");
  more.replaceWith(...part.children);
  if (zone() !== "utc") showTimes(document.getElementById("rows"));
  if (first) select(first);
}

// The value under the pointer or focus; the selected row's source when there is none.
function value() {
  const focused = document.activeElement?.closest?.("[data-field]");
  const under = pointed?.isConnected ? pointed : null;
  return focused ?? under ?? selected()?.querySelector('[data-field="source"]');
}

const narrow = (without) => () => {
  const at = value();
  if (at) filter(at.dataset.field, filterable(at), without);
};

export const filterable = (at) => (at.dataset.field === "severity" && at.dataset.value === "255" ? "" : at.dataset.value);

function columns(change) {
  const now = form.elements.cols.value.split(",").filter(Boolean);
  go({ cols: change(now).join(",") });
}

export function startTable() {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-load-older]")) return void older();
    const added = target.closest("[data-add-column]")?.dataset.addColumn;
    if (added) return columns((now) => [...new Set([...now, added])]);
    const removed = target.closest("[data-remove-column]")?.dataset.removeColumn;
    if (removed) return columns((now) => now.filter((name) => name !== removed));
    const row = target.closest("#rows tr[data-id]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) return undefined;
    event.preventDefault();
    select(row, false);
    return open(row);
  });
  document.addEventListener("pointerover", (event) => (pointed = event.target.closest?.("[data-field]") ?? null));
  document.addEventListener("search:answered", () => {
    match = -1;
    if (zone() !== "utc") showTimes(document.getElementById("results"));
  });
  addKeys({
    j: () => move(1),
    k: () => move(-1),
    o: () => void older(),
    n: () => walk(1),
    N: () => walk(-1),
    f: narrow(false),
    x: narrow(true),
    Enter: (event) => (event.target.closest?.("a, button, summary") ? false : void open(selected())),
  });
}
