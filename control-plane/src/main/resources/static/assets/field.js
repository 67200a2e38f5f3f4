// The page of one model in the field: draws what the telemetry API answers, a table under each chart, and where the server has them as CSV.
import uPlot from '../webjars/uplot/dist/uPlot.esm.js';
import { bounds, clock, colour, join, latency, percent } from './plot.js';

const SETTLE_MILLIS = 3_000; // windows of the newest step are still on their way
const DAY_SECONDS = 86_400;
const LINES = 4; // more groups cannot be told apart
const Z = 1.959964; // the normal distribution's 97.5 % point

const rate = (value) => (value == null ? '–' : value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 2 : 0 }));
const index = (value) => (value == null ? '–' : value.toFixed(3));
const bytes = (value) => {
  if (value == null) return '–';
  const unit = Math.min(4, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${(value / 1000 ** unit).toFixed(unit ? 1 : 0)} ${['B', 'kB', 'MB', 'GB', 'TB'][unit]}`;
};
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

// dash is what tells apart lines of one group
const KINDS = {
  accuracy: { metrics: [['accuracy', '', null]], band: 'labelled', show: percent, range: [null, 1] },
  latency: { metrics: [['latency-p50', ' p50', null], ['latency-p95', ' p95', 'dashed'], ['latency-p99', ' p99', 'dotted']], show: latency, range: [0, null] },
  throughput: { metrics: [['inferences', '', null]], perSecond: true, show: rate, range: [0, null] },
  'error-rate': { metrics: [['error-rate', '', null]], show: percent, range: [0, null], least: 0.005 },
  drift: { metrics: [['drift', '', null]], show: index, range: [0, null] },
  bytes: { metrics: [['bytes', '', null]], show: bytes, range: [0, null] },
};
const DASHES = { dashed: [6, 4], dotted: [2, 3] };
const SENT = { delta: 'sent as delta', full: 'sent whole', saved: 'saved' };

/** Wilson's score interval of a share, for independent labels (Wilson, 1927). Never leaves 0…1, also with few labels. */
const wilson = (share, n) => {
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const middle = share + (Z * Z) / (2 * n);
  const whole = 1 + (Z * Z) / n;
  return [(middle - spread) / whole, (middle + spread) / whole];
};

class FieldChart {
  #host;
  #plot = null;
  #legend = null;
  #lines = [];
  #names = '';
  #kind;

  constructor(host) {
    this.#host = host;
    this.#kind = KINDS[host.dataset.field];
    document.addEventListener('ferry:theme', () => { this.#forget(); this.refresh(); });
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(host);
  }

  get #picture() {
    return this.#host.querySelector('.chart');
  }

  async refresh() {
    const lines = await this.#load();
    if (lines == null) this.#say('The server could not answer. This page asks again by itself.');
    else if (lines.length === 0) this.#say(this.#nothing());
    else this.#draw(lines);
    this.#tell(lines ?? []);
  }

  async #load() {
    const answers = await Promise.all([
      ...this.#kind.metrics.map(([metric]) => ask(this.#host.dataset, metric)),
      ...(this.#kind.band ? [ask(this.#host.dataset, this.#kind.band)] : []),
    ]);
    if (answers.some((answer) => answer == null)) return null;
    const groups = [...new Set(answers.flatMap((answer) => [...answer.keys()]))].slice(-LINES);
    const counts = this.#kind.band ? answers.at(-1) : null;
    return groups.flatMap((group, arm) => this.#kind.metrics.map(([, suffix, dash], i) => ({
      arm,
      dash,
      label: this.#label(group) + suffix,
      points: this.#points(answers[i].get(group) ?? [], counts?.get(group)),
    }))).filter((line) => line.points.length > 0);
  }

  #label(group) {
    if (this.#host.dataset.field === 'bytes') return SENT[group] ?? group;
    if (group === '') return 'unknown';
    return this.#host.dataset.group === 'version' ? `v${group}` : group;
  }

  #points(points, counts) {
    const scale = this.#kind.perSecond ? 1 / Number(this.#host.dataset.step) : 1;
    const labels = new Map(counts?.map((point) => [point.at, point.value]));
    return points.map((point) => {
      const n = labels.get(point.at);
      return { at: point.at, value: point.value * scale, band: n > 0 ? wilson(point.value, n) : null };
    });
  }

  #draw(lines) {
    const banded = Boolean(this.#kind.band);
    const data = join(banded ? lines.flatMap(withBand) : lines);
    const names = lines.map((line) => line.label).join('\n');
    this.#lines = lines;
    if (this.#plot && names === this.#names) {
      this.#plot.setData(data);
    } else {
      this.#forget();
      this.#legend = document.createElement('ul');
      this.#legend.className = 'bar-legend';
      this.#picture.replaceChildren();
      this.#plot = new uPlot(this.#options(lines, banded), data, this.#picture);
      this.#picture.append(this.#legend);
      this.#names = names;
    }
    this.#name(this.#plot.cursor.idx);
    const latest = lines.map((line) => `${line.label}: ${this.#kind.show(line.points.at(-1).value)}`);
    this.#picture.setAttribute('aria-label', `${this.#host.dataset.title}. Latest: ${latest.join(', ')}`);
  }

  #options(lines, banded) {
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { font, stroke: colour('--mf-muted'), grid: { stroke: colour('--mf-chart-grid'), width: 1 }, ticks: { show: false } };
    const [low, high] = this.#kind.range;
    const time = Number(this.#host.dataset.length) > DAY_SECONDS ? (seconds) => day.format(seconds * 1000) : clock;
    const stroke = (line) => colour(`--mf-chart-${(line.arm % LINES) + 1}`);
    const series = (line) => ({
      stroke: stroke(line), width: 2, dash: DASHES[line.dash], spanGaps: true, points: { show: line.points.length < 3 },
    });
    const edge = { width: 0, points: { show: false }, spanGaps: true };
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { points: { size: 7 } },
      hooks: { setCursor: [(plot) => this.#name(plot.cursor.idx)] },
      scales: { y: { range: (_, min, max) => bounds(min, max, low, high, this.#kind.least) } },
      axes: [{ ...axis, size: 36, gap: 10, space: 84, values: (_, ticks) => ticks.map(time) }, { ...axis, size: 64, values: (_, ticks) => ticks.map(this.#kind.show) }],
      series: [{}, ...lines.flatMap((line) => (banded ? [series(line), edge, edge] : [series(line)]))],
      bands: banded ? lines.map((line, i) => ({ series: [3 * i + 3, 3 * i + 2], fill: `${stroke(line)}2e` })) : [],
    };
  }

  // The value under the cursor, or the latest one.
  #name(at) {
    if (!this.#legend || !this.#plot) return;
    const instant = at == null ? null : this.#plot.data[0][at];
    this.#legend.replaceChildren(...this.#lines.map((line) => {
      const point = instant == null ? line.points.at(-1) : line.points.find((one) => one.at === instant);
      return entry(line, this.#words(point));
    }));
  }

  #words(point) {
    const value = this.#kind.show(point?.value);
    return point?.band ? `${value} (${point.band.map(this.#kind.show).join(' to ')})` : value;
  }

  #size() {
    return { width: Math.max(240, this.#picture.clientWidth), height: 216 };
  }

  #nothing() {
    const { field, last } = this.#host.dataset;
    if (field === 'bytes') return `No update moved bytes in the last ${last}.`;
    if (field === 'accuracy') return `No labels in the last ${last}. Applications send them to …/feedback on the device.`;
    if (field === 'drift') return `No drift in the last ${last}: it needs an acceptance set and 100 answers a window.`;
    return `No windows in the last ${last}. Devices send them while the model answers requests.`;
  }

  /** The same numbers for who cannot see the picture, and to take away. */
  #tell(lines) {
    const rows = table(lines);
    const link = this.#host.querySelector('.chart-csv');
    this.#host.querySelector('.chart-table').replaceChildren(...(lines.length ? [this.#table(lines, rows)] : []));
    link.hidden = lines.length === 0;
    link.href = `${address(this.#host.dataset, [...this.#kind.metrics.map(([metric]) => metric), this.#kind.band].filter(Boolean).join())}&format=csv`;
  }

  #table(lines, rows) {
    const element = document.createElement('table');
    element.className = 'table';
    const caption = element.createCaption();
    caption.className = 'visually-hidden';
    caption.textContent = this.#host.dataset.title;
    const head = element.createTHead().insertRow();
    ['Time', ...lines.map((line) => line.label)].forEach((text) => {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.textContent = text;
      head.append(cell);
    });
    const body = element.createTBody();
    for (const { at, points } of rows.toReversed()) {
      const row = body.insertRow();
      const time = document.createElement('time');
      time.dateTime = new Date(at * 1000).toISOString();
      row.insertCell().append(time);
      points.forEach((point) => { row.insertCell().textContent = this.#words(point); });
    }
    return element;
  }

  #say(text) {
    this.#forget();
    const note = document.createElement('p');
    note.className = 'chart-note';
    note.textContent = text;
    this.#picture.replaceChildren(note);
  }

  #forget() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#legend = null;
  }
}

const withBand = (line) => [
  line,
  { points: line.points.map(({ at, band }) => ({ at, value: band?.[0] ?? null })) },
  { points: line.points.map(({ at, band }) => ({ at, value: band?.[1] ?? null })) },
];

const table = (lines) => {
  const instants = [...new Set(lines.flatMap((line) => line.points.map((point) => point.at)))].sort((a, b) => a - b);
  const byInstant = lines.map((line) => new Map(line.points.map((point) => [point.at, point])));
  return instants.map((at) => ({ at, points: byInstant.map((points) => points.get(at)) }));
};

const entry = (line, value) => {
  const item = document.createElement('li');
  const key = document.createElement('span');
  const number = document.createElement('b');
  key.className = `chart-key chart-key-${(line.arm % LINES) + 1}${line.dash ? ` chart-key-${line.dash}` : ''}`;
  number.textContent = value;
  item.append(key, line.label, ' ', number);
  return item;
};

// Whole steps, so that every chart of the page asks for the same ones.
const address = ({ model, group, site, class: deviceClass, length, step }, metric) => {
  const to = Math.floor((Date.now() - SETTLE_MILLIS) / 1000 / step) * step;
  const query = new URLSearchParams({
    model, from: new Date((to - length) * 1000).toISOString(), to: new Date(to * 1000).toISOString(), step: `PT${step}S`,
  });
  if (metric === 'bytes') return `/api/v1/transfers?${query}`;
  query.set('metric', metric);
  query.set('group-by', group);
  if (site) query.set('site', site);
  if (deviceClass) query.set('class', deviceClass);
  return `/api/v1/telemetry/query?${query}`;
};

// Points by group; null if the server did not answer.
const ask = async (chart, metric) => {
  try {
    const answer = await fetch(address(chart, metric), { headers: { Accept: 'application/json' } });
    if (!answer.ok) return null;
    const reply = await answer.json();
    return new Map(reply.series.filter((line) => line.points.length > 0).map(({ key, points }) => [
      key,
      points.map(({ at, value }) => ({ at: Date.parse(at) / 1000, value })),
    ]));
  } catch {
    return null; // the network is away
  }
};

const charts = [...document.querySelectorAll('[data-field]')].map((host) => new FieldChart(host));
if (charts.length > 0) {
  const step = Number(document.querySelector('[data-field]').dataset.step);
  const refreshAll = () => Promise.allSettled(charts.map((chart) => chart.refresh()));
  refreshAll();
  setInterval(() => document.hidden || refreshAll(), Math.min(60, step) * 1000);
}
