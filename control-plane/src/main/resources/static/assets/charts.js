// Draws telemetry series from the public API and asks again while the page is open.
import uPlot from '../webjars/uplot/dist/uPlot.esm.js';
import { bounds, clock, colour, count, join, latency, percent } from './plot.js';

const EVERY_MILLIS = 3_000;
const SHOWN_MILLIS = 10 * 60_000;
const STEP_MILLIS = 5_000;
const SETTLE_MILLIS = 3_000; // windows of the newest step are still on their way

const KINDS = {
  accuracy: { metrics: [['accuracy', '']], show: percent, range: [null, 1] },
  latency: { metrics: [['latency-p50', ' p50'], ['latency-p95', ' p95']], show: latency, range: [0, null] },
  inferences: { metrics: [['inferences', '']], show: count, range: [0, null] },
};

/** One chart: data-chart names its kind, data-model and data-versions (space-separated) what it shows. */
class Chart {
  #host;
  #kind;
  #plot = null;
  #legend = null;
  #lines = [];
  #names = '';

  constructor(host) {
    this.#host = host;
    this.#kind = KINDS[host.dataset.chart];
    document.addEventListener('ferry:theme', () => this.#forget());
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(host);
  }

  get gone() {
    return !this.#host.isConnected;
  }

  async refresh() {
    const { model, versions } = this.#host.dataset;
    const shown = versions.split(' ').filter(Boolean);
    const loaded = (await Promise.all(this.#kind.metrics.map(async ([metric, suffix]) => {
      const found = await series(model, metric);
      return shown.map((version, arm) => ({
        arm, label: `v${version}${suffix}`, dashed: suffix === ' p95', points: found.get(version) ?? [],
      }));
    }))).flat();
    const filled = loaded.filter((line) => line.points.length > 0);
    if (filled.length === 0) this.#say('No telemetry in the last 10 minutes. Windows appear here as devices send them.');
    else this.#draw(filled);
  }

  #draw(lines) {
    const data = join(lines);
    const names = lines.map((line) => line.label).join();
    this.#lines = lines;
    if (this.#plot && names === this.#names) {
      this.#plot.setData(data);
    } else {
      this.#forget();
      this.#legend = document.createElement('ul');
      this.#legend.className = 'bar-legend';
      this.#host.replaceChildren();
      this.#plot = new uPlot(this.#options(lines), data, this.#host);
      this.#host.append(this.#legend);
      this.#names = names;
    }
    this.#name(this.#plot.cursor.idx);
    this.#host.setAttribute('aria-label', this.#summary(lines));
  }

  #options(lines) {
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { font, stroke: colour('--mf-muted'), grid: { stroke: colour('--mf-chart-grid'), width: 1 }, ticks: { show: false } };
    const [low, high] = this.#kind.range;
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { points: { size: 7 } },
      hooks: { setCursor: [(plot) => this.#name(plot.cursor.idx)] },
      scales: { y: { range: (_, min, max) => bounds(min, max, low, high) } },
      axes: [{ ...axis, size: 28, space: 96, values: (_, ticks) => ticks.map(clock) }, { ...axis, size: 60, values: (_, ticks) => ticks.map(this.#kind.show) }],
      series: [{ label: 'Time' }, ...lines.map((line) => ({
        label: line.label,
        stroke: colour(`--mf-chart-${(line.arm % 4) + 1}`),
        width: 2,
        dash: line.dashed ? [5, 4] : undefined,
        spanGaps: true,
        points: { show: line.points.length < 3 },
        value: (_, value) => this.#kind.show(value),
      }))],
    };
  }

  // The value under the cursor, or the latest one.
  #name(index) {
    if (!this.#legend || !this.#plot) return;
    const entries = this.#lines.map((line, i) => {
      const value = index == null ? line.points.at(-1).value : this.#plot.data[i + 1][index];
      return entry(line, this.#kind.show(value));
    });
    this.#legend.replaceChildren(...entries);
  }

  #size() {
    return { width: Math.max(240, this.#host.clientWidth), height: 208 };
  }

  #summary(lines) {
    const last = lines.map((line) => `${line.label}: ${this.#kind.show(line.points.at(-1).value)}`);
    return `${this.#host.dataset.title}. Latest: ${last.join(', ')}`;
  }

  #say(text) {
    this.#forget();
    const note = document.createElement('p');
    note.className = 'chart-note';
    note.textContent = text;
    this.#host.replaceChildren(note);
  }

  #forget() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#legend = null;
  }
}

const entry = (line, value) => {
  const item = document.createElement('li');
  const key = document.createElement('span');
  const number = document.createElement('b');
  key.className = `chart-key chart-key-${(line.arm % 4) + 1}${line.dashed ? ' chart-key-dashed' : ''}`;
  number.textContent = value;
  item.append(key, line.label, ' ', number);
  return item;
};

// One metric of every version that has data.
const series = async (model, metric) => {
  const to = new Date(Math.floor((Date.now() - SETTLE_MILLIS) / STEP_MILLIS) * STEP_MILLIS);
  const query = new URLSearchParams({
    model, metric, from: new Date(to - SHOWN_MILLIS).toISOString(), to: to.toISOString(), step: `PT${STEP_MILLIS / 1000}S`,
  });
  const answer = await fetch(`/api/v1/telemetry/series?${query}`, { headers: { Accept: 'application/json' } });
  if (!answer.ok) return new Map();
  const reply = await answer.json();
  return new Map(reply.series.map(({ version, points }) => [
    version,
    points.map(({ at, value }) => ({ at: Date.parse(at) / 1000, value })),
  ]));
};

const charts = [...document.querySelectorAll('[data-chart]')].map((host) => new Chart(host));
const refreshAll = () => Promise.allSettled(charts.filter((chart) => !chart.gone).map((chart) => chart.refresh()));

if (charts.length > 0) {
  refreshAll();
  setInterval(() => document.hidden || refreshAll(), EVERY_MILLIS);
  document.addEventListener('ferry:theme', refreshAll);
}
