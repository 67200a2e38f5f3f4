// Writes every <time datetime> in the viewer's own zone. An observer does it before the next paint, so nothing flickers.
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

const relative = (then) => {
  const seconds = (then - Date.now()) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (unit) return ago.format(Math.round(seconds / unit[1]), unit[0]);
  return Math.abs(seconds) < 10 ? 'just now' : ago.format(Math.round(seconds), 'second');
};

const write = (element) => {
  const then = new Date(element.dateTime);
  if (Number.isNaN(then.getTime())) return;
  const text = element.dataset.show === 'relative' ? relative(then) : absolute.format(then);
  if (element.textContent !== text) element.textContent = text;
  if (!element.title) element.title = full.format(then);
};

const writeAll = (root) => root.querySelectorAll?.('time[datetime]').forEach(write);

writeAll(document);
setInterval(() => writeAll(document), 10_000);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.matches?.('time[datetime]')) write(node);
      else writeAll(node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
