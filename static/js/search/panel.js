// The side panel: one event, or what surrounds it. Its number stands in the fragment, so the address reproduces it.
import { addKeys } from "../shell/keys.js";
import { startActions } from "../event/actions.js";
import { remember } from "./address.js";
import { select, selected } from "./table.js";

const panel = document.getElementById("panel");
let shown = "";

function load(url) {
  panel.hidden = false;
  window.htmx.ajax("GET", url, { target: "#panel", swap: "innerHTML" });
}

function open(id) {
  if (shown === id && !panel.hidden && panel.childElementCount) return;
  shown = id;
  const row = document.querySelector(`#rows tr[data-id="${CSS.escape(id)}"]`);
  if (row) select(row, false);
  load(row?.dataset.url ?? `/events/${encodeURIComponent(id)}/panel`);
  remember(id);
}

export function startPanel() {
  startActions();
  document.addEventListener("search:open", (event) => open(event.detail));
  document.addEventListener("lantern:panel-closed", () => {
    shown = "";
    panel.replaceChildren();
    remember("");
    selected()?.focus({ preventScroll: true });
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("[data-context], [data-event-url], [data-back-to-event]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    load(link.dataset.context ?? link.dataset.eventUrl ?? link.dataset.backToEvent);
  });
  addKeys({
    p: () => document.dispatchEvent(new CustomEvent("event:pin", { detail: shown || selected()?.dataset.id })),
    c: () => {
      const id = shown || selected()?.dataset.id;
      if (id) load(`/events/${encodeURIComponent(id)}/context`);
    },
  });
}
