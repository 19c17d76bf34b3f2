// One file on its way, as a row: how far it is, what went wrong, and where to see what became of it.
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

export function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < UNITS.length - 1) [bytes, unit] = [bytes / 1024, unit + 1];
  return `${unit && bytes < 100 ? bytes.toFixed(1) : Math.round(bytes)} ${UNITS[unit]}`;
}

export class Row {
  constructor(path, total) {
    const row = document.getElementById("sending-row").content.cloneNode(true);
    this.total = total;
    this.item = row.querySelector("li");
    this.bar = row.querySelector("progress");
    this.state = row.querySelector("[data-state]");
    this.said = row.querySelector("[data-said]");
    this.link = row.querySelector("[data-link]");
    this.stop = row.querySelector("[data-stop]");
    row.querySelector("[data-name]").textContent = path;
    this.state.textContent = size(total);
    document.getElementById("sending").append(row);
  }

  begins() {
    this.said.textContent = "Sending";
    this.stop.hidden = false;
    this.item.scrollIntoView({ block: "nearest" });
  }

  told(held, why) {
    this.bar.value = this.total ? held / this.total : 1;
    this.state.textContent = `${size(held)} of ${size(this.total)}`;
    this.said.textContent = why || (held < this.total ? "Sending" : "Arrived");
  }

  taken(url) {
    this.told(this.total, "Arrived. It is being read and stored.");
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
