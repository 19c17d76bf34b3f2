// Export: the file arrives by script, so that its digest and receipt can be shown beside it.
import { answer, asked, form as queryForm } from "./ask.js";

const form = document.getElementById("export-form");

function fill() {
  const now = asked();
  const shown = answer();
  form.elements.q.value = now.q;
  form.elements.range.value = shown && !shown.hasAttribute("data-all") ? shown.dataset.absolute : now.range;
  form.elements.zone.value = now.zone;
}

function say(tone, title, text) {
  const box = Object.assign(document.createElement("div"), { className: `notice ${tone}` });
  const words = Object.assign(document.createElement("p"), { textContent: text, className: "break" });
  box.append(Object.assign(document.createElement("strong"), { textContent: title }), words);
  document.getElementById("export-done").replaceChildren(box);
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function send(event) {
  event.preventDefault();
  fill();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const headers = { "HX-Request": "true", "HX-Current-URL": location.pathname, "X-CSRFToken": queryForm.elements.csrfmiddlewaretoken.value };
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers });
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) return void location.assign(elsewhere + location.hash);
    if (!answer.ok) return void say("error", "Not exported", (await reason(answer)) || `The answer was ${answer.status}.`);
    const name = answer.headers.get("Content-Disposition").match(/filename="(.+)"/)[1];
    save(await answer.blob(), name);
    say("success", `${Number(answer.headers.get("Lantern-Count")).toLocaleString("en")} records in ${name}`, `SHA-256 ${answer.headers.get("Lantern-SHA256")} · receipt ${answer.headers.get("Lantern-Receipt")}`);
  } catch {
    say("error", "Not exported", "The site could not be reached.");
  } finally {
    button.disabled = false;
  }
}

const reason = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".lead p")?.textContent.trim();

export function startExport() {
  form?.addEventListener("submit", send);
}
