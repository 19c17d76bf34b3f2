// Times arrive in UTC, as <time datetime="…Z" data-when="us">; the switch shows all of them in local time with the offset.
import { keep, press } from "./kept.js";

const root = document.documentElement;
const LENGTH = { min: 16, s: 19, ms: 23, us: 26 };
const two = (number) => String(number).padStart(2, "0");

export const zone = () => root.dataset.zone ?? "utc";

export function offset(moment) {
  const minutes = -moment.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "−" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

// The clock and zone of an ISO time in UTC, in the zone chosen; Date keeps milliseconds only, so the fraction is carried over as text.
export function clock(iso, precision = "us") {
  const moment = new Date(iso);
  const fraction = (iso.match(/\.(\d+)/)?.[1] ?? "").padEnd(6, "0").slice(0, 6);
  if (zone() === "utc") return [`${iso.slice(0, 10)} ${iso.slice(11, 19)}.${fraction}`.slice(0, LENGTH[precision]), "UTC"];
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  return [`${day} ${time}.${fraction}`.slice(0, LENGTH[precision]), offset(moment)];
}

export function showTimes(within = document) {
  for (const element of within.querySelectorAll("time[data-when]")) {
    const [text, name] = clock(element.dateTime, element.dataset.when || "us");
    const label = document.createElement("span");
    label.className = "zone";
    label.textContent = name;
    element.replaceChildren(`${text} `, label);
  }
}

function choose(name) {
  root.dataset.zone = name;
  keep("zone", name);
  document.cookie = `lantern-zone=${name}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  press("[data-set-zone]", (button) => button.dataset.setZone === name);
  showTimes();
  document.dispatchEvent(new CustomEvent("lantern:zone", { detail: name }));
}

export const toggleZone = () => choose(zone() === "utc" ? "local" : "utc");

export function startTimes() {
  press("[data-set-zone]", (button) => button.dataset.setZone === zone());
  for (const button of document.querySelectorAll('[data-set-zone="local"]')) {
    button.title = `${Intl.DateTimeFormat().resolvedOptions().timeZone} (${offset(new Date())})`;
  }
  if (zone() !== "utc") showTimes();
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-set-zone]")?.dataset.setZone;
    if (name) choose(name);
  });
  document.addEventListener("htmx:afterSettle", (event) => zone() !== "utc" && showTimes(event.target));
}
