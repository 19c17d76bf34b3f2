// What a failed request means to the person. The region it was for keeps its old content, dimmed, so that nobody takes it for the answer.
const WORDS = {
  0: ["No answer", "The site could not be reached. What you see is from before; try again."],
  400: ["Not understood", "The request was not understood. What you see is from before."],
  403: ["Not open to you", "Your roles or grants do not cover this. The refusal has been recorded."],
  404: ["Nothing there", "It does not exist, or it is not shared with you."],
  409: ["Changed meanwhile", "Somebody else changed this first. Reload the page and look again."],
  413: ["Too large", "More was sent than is taken at once."],
  429: ["Too many requests", "Wait a moment and try again."],
  500: ["Something went wrong on our side", "The fault has been recorded. What you see is from before."],
  503: ["Not shown", "The event store does not answer, or the receipt could not be written. Nothing was lost; try again in a minute."],
  504: ["Took too long", "Narrow the time range or the query and try again."],
};

const OLD = ["This page is too old", "You signed out, or in again, after it was opened, so nothing was asked. Reload it and try again."];

export function toast(title, text = "", tone = "error") {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `toast ${tone}`;
  const words = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = title;
  words.append(head);
  if (text) words.append(Object.assign(document.createElement("p"), { textContent: text }));
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet icon-only small", textContent: "✕" });
  close.setAttribute("aria-label", "Dismiss");
  close.addEventListener("click", () => box.remove());
  box.append(symbol(tone), words, close);
  place.append(box);
  while (place.children.length > 3) place.firstElementChild.remove();
  if (tone !== "error") setTimeout(() => box.remove(), 6000);
}

// The sprite's address comes from an icon of this page, because its name may carry a digest.
function symbol(tone) {
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${tone === "error" ? "circle-alert" : tone === "success" ? "circle-check" : "info"}`);
  svg.append(use);
  return svg;
}

function failed(event) {
  const request = event.detail.xhr;
  const isOld = request?.getResponseHeader?.("Lantern-Form") === "old";
  const [title, text] = isOld ? OLD : WORDS[request?.status ?? 0] ?? WORDS[request?.status >= 500 ? 500 : 400];
  const wait = Number(request?.getResponseHeader?.("Retry-After"));
  event.detail.target?.setAttribute("data-stale", "failed");
  toast(title, wait ? `${text} Wait ${wait} s.` : text);
}

export function startToasts() {
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target?.removeAttribute("data-stale"));
  document.addEventListener("lantern:toast", (event) => toast(event.detail.title, event.detail.text, event.detail.tone ?? "info"));
}
