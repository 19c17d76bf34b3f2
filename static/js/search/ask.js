// Asking the server: one search at a time, older ones dropped. Everything goes in POST bodies.

export const form = document.getElementById("query-form");
export const results = document.getElementById("results");
const PATIENCE_MS = 3000;
const STOPPED = 409;
const SILENT = 503;
let look = newLook(); // the search that all requests belong to until the next one; what stops one leaves the next alone
let running = null;
let stopping = null;
let stops = 0;

function newLook() {
  return crypto.randomUUID().replaceAll("-", "");
}

export const zoneName = () => (document.documentElement.dataset.zone === "local" ? Intl.DateTimeFormat().resolvedOptions().timeZone : "UTC");

export function asked() {
  return { q: form.elements.q.value, range: form.elements.range.value, cols: form.elements.cols.value, zone: zoneName() };
}

// A fragment of HTML, or null when it was dropped, refused or failed (then the person has been told).
export async function post(url, extra = {}, signal = undefined) {
  const body = new URLSearchParams({ ...asked(), tab: look, ...extra });
  const before = stops;
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "HX-Request": "true", "HX-Current-URL": location.pathname };
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers, signal, redirect: "manual" });
  } catch (error) {
    if (error.name !== "AbortError") tell(0);
    return null;
  }
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) {
    location.assign(elsewhere + location.hash);
    return null;
  }
  const byNobody = answer.status === STOPPED && stops === before; // then the event store is being shut down
  if (!byNobody && (answer.ok || answer.headers.get("Lantern-Part"))) return answer.text().catch(() => null); // stopped while it came
  if (byNobody) tell(SILENT);
  else if (answer.status !== STOPPED) tell(answer.status, answer.headers);
  return null;
}

function tell(status, headers = new Headers()) {
  const xhr = { status, getResponseHeader: (name) => headers.get(name) };
  document.dispatchEvent(new CustomEvent("htmx:responseError", { detail: { xhr, target: results } }));
}

export async function search() {
  running?.abort();
  const mine = (running = new AbortController());
  mine.look = look = newLook();
  busy(true);
  const html = await post(form.dataset.resultsUrl, {}, mine.signal);
  if (running !== mine) return;
  running = null;
  busy(false);
  if (html !== null) show(html);
}

function show(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  const problem = part.content.querySelector("[data-problem]");
  document.querySelector("[data-problem]")?.remove();
  if (problem) results.before(problem);
  else results.replaceChildren(part.content);
  results.toggleAttribute("data-stale", Boolean(problem));
  results.inert = Boolean(problem); // the answer to another question: nobody should work with it, or hear it read out
  form.elements.q.toggleAttribute("aria-invalid", Boolean(problem?.dataset.column));
  if (problem?.dataset.column) form.elements.q.setSelectionRange(problem.dataset.column - 1, problem.dataset.column - 1);
  if (!problem) document.dispatchEvent(new CustomEvent("search:answered"));
  else if (results.querySelector(".waiting")) results.replaceChildren();
}

// The search then answers with what it has so far. Asked a second time, or when no answer comes, we wait no longer.
export function stop() {
  if (!running) return;
  if (stopping === running) return void giveUp(running);
  const mine = (stopping = running);
  stops += 1;
  cancel(mine).catch(() => giveUp(mine));
  setTimeout(() => giveUp(mine), PATIENCE_MS);
}

function cancel(mine) {
  const body = new URLSearchParams({ tab: mine.look });
  return fetch(form.dataset.cancelUrl, { method: "POST", body, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
}

function giveUp(mine) {
  if (running !== mine) return;
  running = null;
  mine.abort();
  cancel(mine).catch(() => null); // the first may have come between two statements
  busy(false);
  show(document.getElementById("stopped-notice").innerHTML);
}

function busy(yes) {
  document.getElementById("loading").hidden = !yes;
  document.getElementById("run").hidden = yes;
  document.getElementById("stop").hidden = !yes;
  results.setAttribute("aria-busy", String(yes));
  if (yes && results.querySelector("[data-answer]")) results.setAttribute("data-stale", "");
  else if (!yes) results.removeAttribute("data-stale");
}

export const answer = () => results.querySelector("[data-answer]");
