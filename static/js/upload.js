// Sends the chosen files one after the other as plain request bodies and shows how far each is.
// Without this module the form sends them itself.
import { toast } from "./shell/toasts.js";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < UNITS.length - 1) [bytes, unit] = [bytes / 1024, unit + 1];
  return `${unit && bytes < 100 ? bytes.toFixed(1) : Math.round(bytes)} ${UNITS[unit]}`;
}

class Row {
  constructor(file) {
    const row = document.getElementById("sending-row").content.cloneNode(true);
    this.item = row.querySelector("li");
    this.bar = row.querySelector("progress");
    this.state = row.querySelector("[data-state]");
    this.said = row.querySelector("[data-said]");
    this.link = row.querySelector("[data-link]");
    this.stop = row.querySelector("[data-stop]");
    row.querySelector("[data-name]").textContent = file.name;
    this.state.textContent = size(file.size);
    document.getElementById("sending").append(row);
  }

  sent(loaded, total) {
    this.bar.value = total ? loaded / total : 1;
    this.state.textContent = `${size(loaded)} of ${size(total)}`;
    this.said.textContent = loaded < total ? "Sending" : "Sent; waiting until it is safely kept";
  }

  taken(url) {
    this.bar.value = 1;
    this.said.textContent = "Taken.";
    this.link.href = url;
    this.link.hidden = false;
    this.stop.hidden = true;
  }

  failed(why) {
    this.item.classList.add("failed");
    this.said.textContent = why;
    this.stop.hidden = true;
  }
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { detail: request.status ? "You are no longer signed in, or may not upload. Reload the page." : "" };
  }
}

// Resolves to the address of the upload's page, or to null when the row says why not.
function send(form, file, row) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = (why) => {
      row.failed(why);
      resolve(null);
    };
    request.open("POST", `${location.pathname}?format=${encodeURIComponent(form.elements.format.value)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.addEventListener("progress", (event) => row.sent(event.loaded, event.total));
    request.addEventListener("load", () => {
      const answer = answerOf(request);
      if (request.status !== 201) return fail(answer.detail || `The server answered ${request.status}.`);
      row.taken(answer.url);
      resolve(answer.url);
    });
    request.addEventListener("error", () => fail("The connection broke off. Send the file again: nothing is stored twice."));
    request.addEventListener("abort", () => fail("Stopped. What had arrived whole may be stored."));
    row.stop.addEventListener("click", () => request.abort());
    request.send(file);
  });
}

async function sendAll(form, files) {
  const most = Number(form.dataset.most);
  const pages = [];
  for (const file of files) {
    const row = new Row(file);
    if (file.size > most) row.failed(`It is larger than ${size(most)}. Cut it, or pack it with gzip.`);
    else pages.push(await send(form, file, row));
  }
  const taken = pages.filter(Boolean);
  if (files.length === 1 && taken.length === 1) location.assign(taken[0]);
  else toast(`${taken.length} of ${files.length} files taken`, "", taken.length === files.length ? "success" : "error");
}

function start(form) {
  const input = form.elements.files;
  const drop = form.querySelector("[data-drop]");
  const button = form.querySelector("[type=submit]");
  form.querySelector("[data-drop-hint]").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    await sendAll(form, [...input.files]);
    button.disabled = false;
  });
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer?.files.length) input.files = event.dataTransfer.files;
  });
}

const form = document.querySelector("form[data-upload]");
if (form) start(form);
