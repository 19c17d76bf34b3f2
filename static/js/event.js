// The page of one event.
import { addKeys } from "./shell/keys.js";
import { startActions } from "./event/actions.js";

startActions();
addKeys({
  p: () => document.querySelector("[data-pin]")?.click(),
  c: () => document.querySelector("[data-context]")?.click(),
});
