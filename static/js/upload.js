// Sends the chosen files one after the other, each so that it can break off and go on, and shows how far each is.
// Without this module the form sends them itself.
import { toast } from "./shell/toasts.js";
import { Picked } from "./upload/picked.js";
import { Row, size } from "./upload/row.js";
import { Refused, Sending, SignedOut, Stopped, forget } from "./upload/tus.js";

const MOST_NAMED = 20;
const begun = new Map(); // on this page: where each file went
let signedOut = false;

// As the server keeps a name: of control and odd space characters it says only that they were there.
function presentable(name) {
  const shown = [...name.replace(/(?! )[\p{C}\p{Z}]/gu, "\ufffd").trim()];
  return shown.slice(-255).join("");
}

const identity = (name, size, modified) => `${presentable(name)}\n${size}\n${modified}`;

// What the server holds of a file that broke off before: the same name, length and time of change.
function known(path, file) {
  const wanted = identity(path, file.size, file.lastModified);
  const rows = [...document.querySelectorAll("[data-held]")];
  const held = rows.find(({ dataset: it }) => identity(it.name, it.size, it.modified) === wanted);
  return begun.get(wanted) || held?.dataset.url || "";
}

// Signing in again, in another tab too, makes another token for forms than this page was given.
async function renew(form) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("form[data-upload] [name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  signedOut = !token;
}

async function send(form, { file, path }, row) {
  const stopping = new AbortController();
  row.begins();
  row.stop.addEventListener("click", () => stopping.abort());
  const sending = new Sending({
    file,
    path,
    begin: form.dataset.files,
    known: known(path, file),
    token: form.elements.csrfmiddlewaretoken.value,
    metadata: { format: form.elements.format.value, sending: form.dataset.sending },
    signal: stopping.signal,
    told: (held, why) => row.told(held, why),
  });
  try {
    const page = await sending.run();
    row.taken(page);
    return page;
  } catch (problem) {
    if (sending.url) begun.set(identity(path, file.size, file.lastModified), sending.url);
    signedOut ||= problem instanceof SignedOut;
    if (problem instanceof Stopped) row.failed("Stopped. Choose it again to go on where it stopped.");
    else row.failed(problem instanceof Refused ? problem.message : `${problem.message}. Choose it again to go on where it stopped.`);
    return null;
  }
}

// Resolves to the page that tells what became of them, or to nothing when some did not arrive.
async function sendAll(form, files) {
  const most = Number(form.dataset.most);
  const pages = [];
  if (signedOut) await renew(form).catch(() => {}); // each file says for itself what is wrong
  const rows = files.map(({ file, path }) => new Row(presentable(path), file.size)); // all at once: what waits is seen to wait
  for (const [place, one] of files.entries()) {
    const row = rows[place];
    if (one.file.size > most) row.failed(`It is larger than ${size(most)}. Cut it, or pack it with gzip.`);
    else pages.push(await send(form, one, row));
  }
  const taken = pages.filter(Boolean);
  if (taken.length < files.length) return toast(`${taken.length} of ${files.length} files arrived`, "", "error");
  return files.length === 1 ? taken[0] : form.dataset.sent;
}

// The first of the chosen files with their sizes, so that a wrong one is seen before it is sent.
function named(files) {
  const rows = files.slice(0, MOST_NAMED).map(({ file, path }) => line(presentable(path), size(file.size)));
  return files.length > MOST_NAMED ? [...rows, line(`and ${files.length - MOST_NAMED} more`, "")] : rows;
}

function line(name, after) {
  const row = document.createElement("li");
  const said = [name, after].map((text) => Object.assign(document.createElement("span"), { textContent: text }));
  row.append(...said);
  return row;
}

function warn(event) {
  event.preventDefault();
}

function start(form) {
  const drop = form.querySelector("[data-drop]");
  const folder = form.querySelector("[data-folder]");
  const button = form.querySelector("[type=submit]");
  const shown = form.querySelector("[data-picked]");
  const names = form.querySelector("[data-names]");
  const picked = new Picked((all) => {
    const count = all.files.size;
    names.hidden = shown.hidden = !count;
    names.replaceChildren(...named(all.all));
    shown.querySelector("span").textContent = `${count} ${count === 1 ? "file" : "files"}, ${size(all.size)}`;
  });
  for (const hint of document.querySelectorAll("[data-with-script]")) hint.hidden = false;
  form.elements.files.required = false;
  for (const input of [form.elements.files, folder])
    input.addEventListener("change", () => (picked.addAll(input.files), (input.value = "")));
  form.querySelector("[data-choose-folder]").addEventListener("click", () => folder.click());
  shown.querySelector("button").addEventListener("click", () => picked.clear());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!picked.files.size) return toast("Choose a file first", "", "error");
    const files = picked.all;
    picked.clear();
    button.disabled = true;
    addEventListener("beforeunload", warn);
    let page;
    try {
      page = await sendAll(form, files);
    } finally {
      removeEventListener("beforeunload", warn);
      button.disabled = false;
    }
    if (page) location.assign(page);
  });
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer) picked.addDropped(event.dataTransfer);
  });
}

function listen(row, form) {
  row.querySelector("[data-forget]").addEventListener("click", async () => {
    try {
      await forget(row.dataset.url, form.elements.csrfmiddlewaretoken.value);
      for (const [file, url] of begun) if (url === row.dataset.url) begun.delete(file);
      row.remove();
    } catch (problem) {
      toast("It is still held", problem.message, "error");
    }
  });
}

const form = document.querySelector("form[data-upload]");
if (form) {
  start(form);
  for (const row of document.querySelectorAll("[data-held]")) listen(row, form);
}
