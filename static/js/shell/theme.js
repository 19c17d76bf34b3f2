import { keep, kept, press } from "./kept.js";

const root = document.documentElement;

function show(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
  press("[data-set-theme]", (button) => button.dataset.setTheme === theme);
  document.dispatchEvent(new CustomEvent("lantern:theme"));
}

// A token's colour as rgb(), for canvases: getComputedStyle leaves light-dark() in custom properties unresolved.
export function colour(token) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  probe.hidden = true;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export function startTheme() {
  show(kept("theme") ?? "system");
  document.addEventListener("click", (event) => {
    const theme = event.target.closest?.("[data-set-theme]")?.dataset.setTheme;
    if (!theme) return;
    keep("theme", theme);
    show(theme);
  });
}
