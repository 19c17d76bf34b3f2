// The files that somebody chose or dropped, folders opened, each once.

export class Picked {
  constructor(changed) {
    this.files = new Map();
    this.changed = changed;
  }

  add(file, path) {
    this.files.set(`${path}\n${file.size}\n${file.lastModified}`, { file, path });
  }

  addAll(list) {
    for (const file of list) this.add(file, file.webkitRelativePath || file.name);
    this.changed(this);
  }

  async addDropped(transfer) {
    // The items are gone after the first await, so they are opened first.
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return this.addAll(transfer.files);
    for (const entry of entries) await this.open(entry, "");
    this.changed(this);
  }

  async open(entry, folder) {
    const path = folder + entry.name;
    if (entry.isFile) return this.add(await new Promise((found, failed) => entry.file(found, failed)), path);
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((found, failed) => reader.readEntries(found, failed));
      if (!some.length) return; // it gives at most a hundred at a time
      for (const inner of some) await this.open(inner, `${path}/`);
    }
  }

  clear() {
    this.files.clear();
    this.changed(this);
  }

  get all() {
    return [...this.files.values()];
  }

  get size() {
    return this.all.reduce((sum, { file }) => sum + file.size, 0);
  }
}
