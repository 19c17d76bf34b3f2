// <button data-copy="#id"> copies the text of an element, <button data-copy-text="…"> a text.
import { toast } from "./toasts.js";

async function copy(button) {
  const text = button.dataset.copyText ?? document.querySelector(button.dataset.copy)?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied", "", "success");
  } catch {
    toast("Not copied", "The browser refused; select the text and copy it by hand.");
  }
}

export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-copy-text]");
    if (button) copy(button);
  });
}
