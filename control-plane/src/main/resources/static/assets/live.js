// Live regions keep what the viewer does in them: an answer that changes nothing is dropped, scrolled boxes stay scrolled.
const shown = new WeakMap();
let scrolled = new Map();
let opened = [];

document.addEventListener('htmx:beforeSwap', (event) => {
  const { target, xhr } = event.detail;
  if (!target.matches?.('[data-live]')) return;
  if (shown.get(target) === xhr.responseText) event.detail.shouldSwap = false;
  else shown.set(target, xhr.responseText);
  opened = [...target.querySelectorAll('details[id][open]')].map((one) => one.id);
  scrolled = new Map([...target.querySelectorAll('.scroll[id]')].map((box) => [box.id, box.scrollTop]));
});

document.addEventListener('htmx:afterSwap', (event) => {
  opened.forEach((id) => document.getElementById(id)?.setAttribute('open', ''));
  event.detail.target.querySelectorAll?.('.scroll[id]').forEach((box) => {
    box.scrollTop = scrolled.get(box.id) ?? 0;
  });
});

// A stream ends once a minute, so that whoever lost their rights stops seeing; the browser asks again by itself. No error, unless it gives up.
globalThis.htmx.createEventSource = (url) => {
  const source = new EventSource(url);
  source.addEventListener('error', (event) => {
    if (source.readyState !== EventSource.CLOSED) event.stopImmediatePropagation();
  });
  return source;
};
