// The query bar, buttons that set query or range, and the copied link.
import { answer, form, stop } from "./ask.js";
import { absoluteLink, go } from "./address.js";
import { toast } from "../shell/toasts.js";

export function startForm() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.getElementById("range-menu").open = false;
    const preset = event.submitter?.name === "preset" ? event.submitter.value : "";
    go(preset ? { range: preset } : {});
  });
  document.getElementById("stop").addEventListener("click", stop);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-set-range], [data-set-query], [data-widen-words], [data-copy-link]");
    if (!button) return;
    if ("copyLink" in button.dataset) return copyLink();
    if ("widenWords" in button.dataset) return go({ q: widened(form.elements.q.value) });
    const changes = {};
    if ("setRange" in button.dataset) changes.range = button.dataset.setRange;
    if ("setQuery" in button.dataset) changes.q = button.dataset.setQuery === "*" ? "" : button.dataset.setQuery;
    go(changes);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
}

// Plain words get a star; quoted, excluded and field tests stay as they are.
const widened = (query) => query.replace(/(^|\s)(?!AND\b|OR\b|NOT\b)([\p{L}\p{N}_.]+)(?=\s|$)/gu, "$1$2*");

async function copyLink() {
  try {
    await navigator.clipboard.writeText(absoluteLink());
    const moves = answer()?.hasAttribute("data-moves");
    toast("Link copied", moves ? "It holds absolute times, so it shows the same tomorrow." : "", "success");
  } catch {
    toast("Not copied", "The browser refused; copy the address by hand.");
  }
}
