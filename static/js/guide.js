import { toast } from "./shell/toasts.js";

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-guide-toast]")) toast("Not shown", "Not shown, because the receipt could not be written. Nothing was lost; try again in a minute.");
});
