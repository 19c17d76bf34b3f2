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

// The text is fetched for the copy, which leaves a receipt of its own. ClipboardItem takes the promise, so the click still counts.
async function copyEvent(link) {
  link.closest("details").open = false;
  const text = fetch(link.href, { headers: { "HX-Request": "true" } }).then((answer) => (answer.ok ? answer.blob() : Promise.reject(new Error(answer.status))));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text.then((blob) => new Blob([blob], { type: "text/plain" })) })]);
    toast("Copied", "", "success");
  } catch {
    toast("Not copied", "The copy could not be made. Open it in a new tab instead, and copy it by hand.");
  }
}

export function startActions() {
  document.addEventListener("event:pin", (event) => pin(event.detail));
  document.addEventListener("click", (event) => {
    const pinned = event.target.closest?.("[data-pin]");
    if (pinned) pin(pinned.dataset.pin);
    const copied = event.target.closest?.("[data-copy-event]");
    if (copied && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      copyEvent(copied);
    }
    const link = event.target.closest?.("[data-copy-permalink]");
    if (link) copyPermalink(link.dataset.copyPermalink);
  });
}
