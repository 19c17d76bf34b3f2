// Wide: the navigation can be narrowed to icons. Small screens: it slides in (without script, by its #fragment).
import { keep, press } from "./kept.js";

const root = document.documentElement;

export function toggleSlim() {
  const slim = root.dataset.nav !== "slim";
  if (slim) root.dataset.nav = "slim";
  else delete root.dataset.nav;
  keep("nav", slim ? "slim" : "wide");
  press("[data-nav-slim]", () => slim);
}

export function startNavigation() {
  const nav = document.getElementById("site-nav");
  const opener = document.querySelector("[data-nav-open]");
  if (!nav || !opener) return;
  const open = (yes) => {
    nav.classList.toggle("open", yes);
    opener.setAttribute("aria-expanded", String(yes));
    (yes ? nav.querySelector("a") : opener).focus();
  };
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");
  press("[data-nav-slim]", () => root.dataset.nav === "slim");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    open(true);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-nav-slim]")) toggleSlim();
    if (!event.target.closest?.("[data-nav-close]")) return;
    event.preventDefault();
    open(false);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && nav.classList.contains("open") && open(false));
  nav.addEventListener("focusout", (event) => {
    if (nav.classList.contains("open") && event.relatedTarget && !nav.contains(event.relatedTarget)) open(false);
  });
}
