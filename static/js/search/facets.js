// The sidebar: a click on a value includes it, the small button excludes it; all values and more fields on demand.
import { openDialog } from "../shell/dialogs.js";
import { form, post } from "./ask.js";
import { filter } from "./query.js";
import { filterable } from "./table.js";

async function allValues(button) {
  const body = document.getElementById("values-body");
  document.getElementById("values-title").textContent = button.dataset.allValues;
  body.replaceChildren(Object.assign(document.createElement("span"), { className: "spinner" }));
  openDialog("values-dialog");
  const html = await post(button.dataset.url);
  if (html === null) return document.getElementById("values-dialog").close();
  body.innerHTML = html;
  return undefined;
}

async function moreFields(details) {
  const body = details.querySelector("[data-fields-body]");
  if (body.dataset.loaded) return;
  body.dataset.loaded = "yes";
  const html = await post(form.dataset.fieldsUrl);
  if (html === null) delete body.dataset.loaded;
  else body.innerHTML = html;
}

export function startFacets() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-include], [data-exclude]");
    const at = button?.closest("[data-field]");
    if (at) {
      document.getElementById("values-dialog").close();
      filter(at.dataset.field, filterable(at), "exclude" in button.dataset);
    }
    const all = event.target.closest?.("[data-all-values]");
    if (all) allValues(all);
    const toggle = event.target.closest?.("[data-toggle-facets]");
    if (toggle) toggle.setAttribute("aria-expanded", String(document.getElementById("facets")?.classList.toggle("open")));
  });
  document.addEventListener("toggle", (event) => event.target.matches?.("[data-more-fields][open]") && moreFields(event.target), true);
}
