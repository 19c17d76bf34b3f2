// What can be done with an event, in the panel and on its page: pin it, copy its link.
import { openDialog } from "../shell/dialogs.js";
import { toast } from "../shell/toasts.js";

function pin(id) {
  if (!id) return;
  const url = document.querySelector("[data-pin-url]").dataset.pinUrl;
  openDialog("pin-dialog");
  window.htmx.ajax("GET", `${url}?event=${encodeURIComponent(id)}`, { target: "#pin-choice", swap: "outerHTML" });
}

async function copyPermalink(path) {
  try {
    await navigator.clipboard.writeText(location.origin + path);
    toast("Link copied", "", "success");
  } catch {
    toast("Not copied", "The browser refused; open the event's page and copy its address.");
  }
}

export function startActions() {
  document.addEventListener("event:pin", (event) => pin(event.detail));
  document.addEventListener("click", (event) => {
    const pinned = event.target.closest?.("[data-pin]");
    if (pinned) pin(pinned.dataset.pin);
    const link = event.target.closest?.("[data-copy-permalink]");
    if (link) copyPermalink(link.dataset.copyPermalink);
  });
}
