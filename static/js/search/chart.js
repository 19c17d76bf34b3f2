// The histogram: bars of all records with warnings and errors before them; dragging zooms.
import uPlot from "../../vendor/uplot-1.6.32/uPlot.esm.js";
import { colour } from "../shell/theme.js";
import { zone } from "../shell/times.js";
import { go } from "./address.js";
import { between } from "./range.js";

const HEIGHT = 112;
const NAMES = [[31536000, "year"], [2592000, "30 days"], [604800, "week"], [86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
let chart = null;

const two = (number) => String(number).padStart(2, "0");
const parts = (seconds) => {
  const at = new Date(seconds * 1000);
  const utc = zone() === "utc";
  const get = (name) => at[`get${utc ? "UTC" : ""}${name}`]();
  return { year: get("FullYear"), month: two(get("Month") + 1), day: two(get("Date")), hour: two(get("Hours")), minute: two(get("Minutes")), second: two(get("Seconds")), ms: get("Milliseconds") };
};

export function spell(seconds) {
  for (const [size, name] of NAMES) {
    const count = seconds / size;
    if (count >= 1) return Number.isInteger(count) && count !== 1 ? `${count} ${name}s` : name;
  }
  return `${seconds * 1000} ms`;
}

function axisLabels(_, splits, __, ___, step) {
  let before = "";
  return splits.map((seconds) => {
    const { year, month, day, hour, minute, second, ms } = parts(seconds);
    const date = `${year}-${month}-${day}`;
    const clock = step >= 60 ? `${hour}:${minute}` : step >= 1 ? `${hour}:${minute}:${second}` : `${second}.${String(ms).padStart(3, "0")}`;
    if (step >= 86400) return step >= 2592000 ? `${year}-${month}` : date;
    const text = date === before ? clock : `${clock}\n${date}`;
    before = date;
    return text;
  });
}

function tooltip(data, box) {
  return (plot) => {
    const index = Math.floor((plot.posToVal(plot.cursor.left, "x") - data.start[0]) / data.width);
    if (plot.cursor.left < 0 || !(index in data.start)) return void (box.hidden = true);
    const { year, month, day, hour, minute, second, ms } = parts(data.start[index]);
    const fraction = data.width < 1 ? `.${String(ms).padStart(3, "0")}` : "";
    const rest = [["errors", data.errors[index]], ["warnings", data.warnings[index]]].filter(([, n]) => n).map(([name, n]) => `${n.toLocaleString("en")} ${name}`);
    box.textContent = `${year}-${month}-${day} ${hour}:${minute}:${second}${fraction}  ·  ${data.all[index].toLocaleString("en")}${rest.length ? `  (${rest.join(", ")})` : ""}`;
    box.hidden = false;
    const left = Math.min(Math.max(plot.cursor.left + plot.over.offsetLeft - box.offsetWidth / 2, 0), plot.root.offsetWidth - box.offsetWidth);
    box.style.insetInlineStart = `${left}px`;
  };
}

function series(label, token) {
  return { label, fill: colour(token), width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.86, 40], align: 1 }) };
}

function zoomed(plot) {
  const { left, width } = plot.select;
  if (width < 4) return;
  const from = plot.posToVal(left, "x");
  const to = plot.posToVal(left + width, "x");
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  go({ range: between(Math.floor(from * 1000), Math.ceil(to * 1000)) });
}

function draw() {
  chart?.destroy();
  chart = null;
  const place = document.getElementById("chart");
  const source = document.getElementById("chart-data");
  if (!place || !source) return;
  const data = JSON.parse(source.textContent);
  document.getElementById("bar-width").textContent = `one bar: ${spell(data.width)}`;
  const end = data.start.at(-1) + data.width;
  const box = Object.assign(document.createElement("div"), { className: "chart-tip", hidden: true });
  const grid = { stroke: colour("--border"), width: 1 };
  const axis = { stroke: colour("--text-3"), font: `11px ${getComputedStyle(place).fontFamily}`, grid, ticks: { show: false } };
  const options = {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    padding: [6, 8, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: { x: { time: true, range: [data.start[0], end] }, y: { range: (_, __, most) => [0, Math.max(1, most * 1.06)] } },
    axes: [
      { ...axis, grid: { show: false }, values: axisLabels, space: 90, size: 32, gap: 4 },
      { ...axis, size: 52, gap: 4, space: 32, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8], values: (_, splits) => splits.map((n) => n.toLocaleString("en", { notation: n >= 10000 ? "compact" : "standard" })) },
    ],
    series: [{}, series("all", "--sev-info-fill"), series("warnings", "--sev-warning-fill"), series("errors", "--sev-error-fill")],
    hooks: { setSelect: [zoomed], setCursor: [tooltip(data, box)] },
    tzDate: (seconds) => (zone() === "utc" ? uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : new Date(seconds * 1000)),
  };
  const front = data.all.map((_, index) => data.errors[index] + data.warnings[index]);
  const blank = (counts) => counts.map((n) => n || null);
  chart = new uPlot(options, [data.start, blank(data.all), blank(front), blank(data.errors)], place);
  chart.root.append(box);
}

export function startChart() {
  document.addEventListener("search:answered", draw);
  document.addEventListener("lantern:zone", draw);
  document.addEventListener("lantern:theme", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  let width = 0;
  new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (chart && now !== width) chart.setSize({ width: document.getElementById("chart").clientWidth, height: HEIGHT });
    width = now;
  }).observe(document.getElementById("results"));
}
