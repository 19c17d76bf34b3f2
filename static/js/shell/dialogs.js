// <button data-open="id"> opens a <dialog>; data-close inside, Escape or a click beside it closes. <details data-menu> closes the same way.
// data-panel-close hides the side panel it stands in; so does Escape when nothing lies above it. lantern:panel-closed tells the page.
function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

export function openDialog(id) {
  const dialog = document.getElementById(id);
  closeMenus();
  if (dialog && !dialog.open) dialog.showModal();
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    closeMenus(target.closest("details[data-menu]"));
    const opener = target.closest("[data-open]");
    if (opener) openDialog(opener.dataset.open);
    if (target.closest("[data-panel-close]")) closePanel(target.closest(".panel"));
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    if (target instanceof HTMLDialogElement && besides(target, event)) target.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const menu = document.querySelector("details[data-menu][open]");
    if (!menu) return closePanel(document.querySelector(".panel:not([hidden], :empty)"));
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function closePanel(panel) {
  if (!panel) return;
  panel.hidden = true;
  panel.dispatchEvent(new CustomEvent("lantern:panel-closed", { bubbles: true }));
}

function besides(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
