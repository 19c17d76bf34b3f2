// Keys of the shell and of pages. While someone types, single keys belong to the text; they can be switched off (WCAG 2.1.4).
import { openDialog } from "./dialogs.js";
import { keep, kept } from "./kept.js";
import { toggleSlim } from "./navigation.js";
import { toggleZone } from "./times.js";

const FOCUS = "[data-key-search], main input[type=search]";

const KEYS = new Map([
  ["?", () => openDialog("shortcuts")],
  ["[", toggleSlim],
  ["u", toggleZone],
  ["/", () => {
    const field = document.querySelector(FOCUS);
    field?.focus();
    field?.select?.();
  }],
]);

// A page's own keys, as { j: (event) => …, Enter: … }. A handler that returns false lets the browser have the key.
export function addKeys(keys) {
  for (const [key, act] of Object.entries(keys)) KEYS.set(key, act);
}

const typing = (event) =>
  event.target instanceof Element && event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;

export function startKeys() {
  const single = document.getElementById("single-keys");
  if (single) {
    single.checked = kept("keys") !== "off";
    single.addEventListener("change", () => keep("keys", single.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (document.querySelector("dialog[open]") || (event.key.length === 1 && kept("keys") === "off")) return;
    const act = KEYS.get(event.key);
    if (act && act(event) !== false) event.preventDefault();
  });
}
