// Waits that count down, and a button that prints. The pages work without either.
function words(seconds) {
  if (seconds < 60) return `in ${seconds} s`;
  return `in ${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

function countDown(element) {
  const over = Date.now() + Number(element.dataset.wait) * 1000;
  const button = document.querySelector("form.form button[type=submit]");
  if (button) button.disabled = true;
  const tick = () => {
    const left = Math.ceil((over - Date.now()) / 1000);
    element.textContent = left > 0 ? words(left) : "now";
    if (left > 0) return;
    clearInterval(timer);
    if (button) button.disabled = false;
  };
  const timer = setInterval(tick, 250);
  tick();
}

for (const element of document.querySelectorAll("[data-wait]")) countDown(element);
document.querySelector("[data-print]")?.addEventListener("click", () => print());
