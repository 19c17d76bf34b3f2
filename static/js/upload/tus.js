// Sends one file so that it may break off anywhere and go on: tus 1.0.0, creation-with-upload, in pieces.
const VERSION = "1.0.0";
const BYTES = "application/offset+octet-stream";
const SMALLEST = 2 ** 20;
const LARGEST = 16 * 2 ** 20;
const SLOW_MS = 8000;
const FAST_MS = 2000;
const PAUSES_S = [1, 2, 4, 8, 15, 30];
const GIVE_UP_MS = 30 * 60 * 1000;

export class Refused extends Error {}
export class SignedOut extends Refused {}
class Gone extends Refused {} // given up, or forgotten in another tab
export class Stopped extends Error {}
class Passing extends Error {} // sending again may help

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// One request, with what the site and the protocol want. Throws Refused, Stopped or Passing.
async function ask(method, url, { token, signal, headers = {}, body }) {
  let answer;
  try {
    answer = await fetch(url, {
      method,
      body,
      signal,
      redirect: "manual",
      headers: { "Tus-Resumable": VERSION, "X-CSRFToken": token, ...headers },
    });
  } catch {
    if (signal.aborted) throw new Stopped();
    throw new Passing("The connection broke off");
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  if (answer.type === "opaqueredirect" || (answer.status === 403 && !said.detail))
    throw new SignedOut("You are no longer signed in. Sign in again, in another tab too, and choose the file once more: it goes on where it stopped.");
  if (answer.status === 404) throw new Gone("It is not held here any more. Choose it again to send it from its beginning.");
  if ([409, 423, 429].includes(answer.status) || answer.status >= 500 || said.code === "interrupted")
    throw new Passing(said.detail || `The server answered ${answer.status}`);
  throw new Refused(said.detail || `The server answered ${answer.status}.`);
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Stopped());
    const timer = setTimeout(() => (signal.removeEventListener("abort", stop), resolve()), seconds * 1000);
    signal.addEventListener("abort", () => (clearTimeout(timer), stop()), { once: true });
    addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

export class Sending {
  // file, path: its name with folders; begin: where a new one begins; known: where it went before, or "";
  // metadata: its format, and the sending that it belongs to
  constructor({ file, path, begin, known, token, metadata, signal, told }) {
    Object.assign(this, { file, path, begin, token, metadata, signal, told });
    this.url = known;
    this.page = known ? known.replace(/bytes$/, "") : "";
    this.joining = known ? { "Upload-Metadata": `sending ${base64(metadata.sending)}` } : {};
    this.offset = 0;
    this.piece = SMALLEST;
  }

  // Resolves to the address of the upload's page once every byte is held.
  async run() {
    let certain = !this.url; // of how much the server holds
    let tries = 0;
    let since = Date.now();
    for (;;) {
      try {
        if (this.url && !certain) await this.look();
        if (!this.url) await this.start();
        certain = true;
        while (this.offset < this.file.size) {
          await this.step();
          tries = 0;
          since = Date.now();
        }
        return this.page;
      } catch (problem) {
        if (!(problem instanceof Passing) || Date.now() - since > GIVE_UP_MS) throw problem;
        certain = false;
        const wait = PAUSES_S[Math.min(tries++, PAUSES_S.length - 1)];
        this.told(this.offset, `${problem.message}. Going on in ${wait} s`);
        await pause(wait, this.signal);
      }
    }
  }

  async start() {
    const said = { filename: this.path, modified: String(this.file.lastModified), ...this.metadata };
    const pairs = Object.entries(said).map(([name, value]) => `${name} ${base64(value)}`);
    const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": pairs.join(",") };
    const first = this.file.slice(0, this.piece);
    if (first.size) headers["Content-Type"] = BYTES;
    const answer = await ask("POST", this.begin, { ...this, headers, body: first.size ? first : undefined });
    this.url = answer.headers.get("Location");
    this.page = (await answer.json()).url;
    this.moved(answer);
  }

  async look() {
    try {
      this.moved(await ask("HEAD", this.url, this));
    } catch (problem) {
      if (!(problem instanceof Gone)) throw problem;
      this.url = ""; // from its beginning
    }
  }

  async step() {
    const body = this.file.slice(this.offset, this.offset + this.piece);
    const headers = { "Content-Type": BYTES, "Upload-Offset": String(this.offset), ...this.joining };
    const began = performance.now();
    this.moved(await ask("PATCH", this.url, { ...this, headers, body }));
    const took = performance.now() - began;
    if (took < FAST_MS) this.piece = Math.min(this.piece * 2, LARGEST);
    else if (took > SLOW_MS) this.piece = Math.max(this.piece / 2, SMALLEST);
  }

  moved(answer) {
    this.offset = Number(answer.headers.get("Upload-Offset"));
    this.told(this.offset, "");
  }
}

export async function forget(url, token) {
  await ask("DELETE", url, { token, signal: new AbortController().signal });
}
