// Preferences of this browser. Storage may be refused; then a choice lasts as long as the page.
export function keep(key, value) {
  try {
    localStorage.setItem(`lantern.${key}`, value);
  } catch {
    // refused: nothing to do
  }
}

export function kept(key) {
  try {
    return localStorage.getItem(`lantern.${key}`);
  } catch {
    return null;
  }
}

export function press(selector, chosen) {
  for (const button of document.querySelectorAll(selector)) button.setAttribute("aria-pressed", String(chosen(button)));
}
