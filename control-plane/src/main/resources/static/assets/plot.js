// What every chart shares: numbers as people read them, one time axis for many lines, room above and below.
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const percent = (value) => (value == null ? '–' : `${(value * 100).toFixed(1)} %`);
export const latency = (value) => {
  if (value == null) return '–';
  return value < 100 ? `${Math.round(value)} µs` : `${(value / 1000).toFixed(2)} ms`;
};
export const count = (value) => (value == null ? '–' : new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 }).format(value));

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const shortTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
export const clock = (seconds) => (seconds % 60 === 0 ? shortTime : time).format(seconds * 1000);

// uPlot wants one shared x column; a line without a value at an instant has a gap there.
export const join = (lines) => {
  const instants = [...new Set(lines.flatMap((line) => line.points.map((point) => point.at)))].sort((a, b) => a - b);
  const columns = lines.map((line) => {
    const values = new Map(line.points.map((point) => [point.at, point.value]));
    return instants.map((at) => values.get(at) ?? null);
  });
  return [instants, ...columns];
};

export const bounds = (min, max, low, high, least = 1e-6) => {
  const room = Math.max((max - min) * 0.15, Math.abs(max) * 0.02, least);
  return [low ?? Math.max(0, min - room), high ?? max + room];
};
