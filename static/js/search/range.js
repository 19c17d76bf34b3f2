// The time range: the picker's zone, and shifting by one range with the arrows or t then ← →.
import { addKeys } from "../shell/keys.js";
import { answer, form, zoneName } from "./ask.js";
import { go, label } from "./address.js";

const iso = (milliseconds) => new Date(milliseconds).toISOString().replace(".000Z", "Z");

export const between = (start, end) => `${iso(start)}/${iso(end)}`;

export function shift(direction) {
  const shown = answer();
  if (!shown || shown.hasAttribute("data-all")) return;
  const start = Date.parse(shown.dataset.start);
  const end = Date.parse(shown.dataset.end);
  const by = (end - start) * direction;
  go({ range: between(start + by, end + by) });
}

function showZone() {
  form.elements.zone.value = zoneName();
  document.getElementById("range-zone").textContent = `Days and clock times are meant in ${zoneName()}.`;
}

export function startRange() {
  showZone();
  document.addEventListener("lantern:zone", () => {
    showZone();
    label();
    // Only phrases that name days or clock times mean something else in another zone.
    if (!/^(all|\d+\s*\w+|.*Z\/.*Z)$/i.test(form.elements.range.value.trim())) go({});
  });
  document.getElementById("range-menu").addEventListener("toggle", (event) => {
    if (event.target.open) form.elements.range.select();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shift]");
    if (button) shift(Number(button.dataset.shift));
  });
  let waiting = 0;
  const arrow = (direction) => () => {
    if (performance.now() > waiting) return false;
    waiting = performance.now() + 3000;
    shift(direction);
    return true;
  };
  addKeys({ t: () => (waiting = performance.now() + 3000), ArrowLeft: arrow(-1), ArrowRight: arrow(1) });
}
