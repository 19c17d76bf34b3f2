// The fragment holds query, range, columns and the open event: #q=…&range=…&cols=…&event=…; the server never sees it.
// A link written by hand may hold them behind "?" instead: then they are taken from there, and stand in the fragment from then on.
import { answer, form, search } from "./ask.js";

const NAMES = ["q", "range", "cols"];
const DEFAULT = { q: "", range: "15m", cols: "" };
const started = performance.now();

export function fragment(values = {}) {
  const now = Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
  const wanted = Object.entries({ ...now, ...values }).filter(([name, value]) => value && value !== DEFAULT[name]);
  return wanted.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

// Ask with these changes; each search is one step that Back and Ctrl+Z undo.
export function go(changes = {}) {
  for (const [name, value] of Object.entries(changes)) form.elements[name].value = value;
  const next = fragment();
  if (next !== location.hash.slice(1)) history.pushState({ search: true }, "", `#${next}`);
  label();
  return search();
}

export function label() {
  const range = form.elements.range.value;
  const preset = [...form.querySelectorAll("[name=preset]")].find((button) => button.value === range);
  document.getElementById("range-label").textContent = preset?.textContent ?? range;
}

function read() {
  const params = new URLSearchParams(location.hash.slice(1));
  for (const name of NAMES) form.elements[name].value = params.get(name) ?? DEFAULT[name];
  label();
  return params.get("event");
}

export function remember(event) {
  const params = fragment(event ? { event } : {});
  history.replaceState(history.state, "", `${location.pathname}#${params}`);
}

export function absoluteLink() {
  const shown = answer();
  const range = shown ? (shown.hasAttribute("data-all") ? "all" : shown.dataset.absolute) : form.elements.range.value;
  return `${location.origin}${location.pathname}#${fragment({ range })}`;
}

function moveToFragment() {
  if (location.search) history.replaceState(history.state, "", location.pathname + (location.hash || `#${location.search.slice(1)}`));
}

export function startAddress() {
  moveToFragment();
  if (answer() && !location.hash) {
    label();
    document.dispatchEvent(new CustomEvent("search:answered"));
    return;
  }
  const event = read();
  const first = search();
  if (event) first.then(() => document.dispatchEvent(new CustomEvent("search:open", { detail: event })));
  window.addEventListener("popstate", () => {
    read();
    search();
  });
  document.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.target.closest?.("input, textarea, select")) return;
    event.preventDefault();
    if (history.state?.search) history.back();
  });
}
