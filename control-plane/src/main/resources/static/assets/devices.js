// Makes a join string and shows it once, with the command that uses it; accepts and refuses machines that wait; says what a device is, holds it
// back, takes it out of the fleet.
import { call } from './api.js';

const enrol = async (form) => {
  const fields = new FormData(form);
  const id = fields.get('id').trim();
  const token = await call('POST', form.dataset.tokens, {
    idPattern: id,
    deviceClass: fields.get('deviceClass').trim(),
    site: fields.get('site').trim(),
    lab: fields.has('lab'),
    pending: fields.has('pending'),
    maxUses: Number(fields.get('maxUses')),
    ttl: fields.get('ttl'),
  });
  const single = /^[a-z0-9][a-z0-9_-]+$/.test(id);
  document.getElementById('join-string').textContent = token.joinString;
  document.getElementById('join-command').textContent =
    `./ferry agent --data ${single ? id : 'DATA_FOLDER'} --server ${form.dataset.server} \\\n  --id ${single ? id : 'DEVICE_ID'} --join '${token.joinString}'`;
  const expires = document.getElementById('join-expires');
  expires.dateTime = token.expiresAt;
  expires.replaceWith(expires.cloneNode(true)); // a fresh element: its time is written in the viewer's zone
  document.getElementById('joined').showModal();
};

// Decided on is the key that was shown, whatever comes under the id meanwhile.
const decide = async (form, button) => {
  const { url, key } = form.dataset;
  await call('POST', `${url}/${button.value}`, { key, reason: new FormData(form).get('reason') });
  location.reload();
};

document.addEventListener('click', (event) => {
  const machine = event.target.closest('[data-decides]');
  if (!machine) return;
  const form = document.querySelector('[data-decide]');
  Object.assign(form.dataset, { url: machine.dataset.url, key: machine.dataset.key });
  form.reset();
  form.querySelector('[role="alert"]').hidden = true;
  document.getElementById('decide-device').textContent = machine.dataset.decides;
  document.getElementById('decide-key').textContent = machine.dataset.key;
});

const decommission = async (form) => {
  await call('DELETE', form.dataset.device);
  location.assign(form.dataset.done);
};

// An empty attribute is not written into the page at all.
const words = (text) => (text ?? '').split(/\s+/).filter((word) => word);

// Only what changed is sent: what another operator set meanwhile stays.
const describe = async (form) => {
  const fields = new FormData(form);
  const tags = words(fields.get('tags'));
  const before = words(form.dataset.tags);
  const attributes = {};
  for (const name of words(form.dataset.names)) attributes[name] = null;
  for (const line of fields.get('attributes').split('\n').filter((row) => row.trim())) {
    const sign = line.indexOf('=');
    if (sign < 1) throw new Error(`“${line.trim()}” is no name=value.`);
    attributes[line.slice(0, sign).trim()] = line.slice(sign + 1).trim();
  }
  await call('PATCH', form.dataset.device, {
    tag: tags.filter((tag) => !before.includes(tag)),
    untag: before.filter((tag) => !tags.includes(tag)),
    attributes,
    timeZone: fields.get('timeZone').trim(),
    window: fields.get('window').trim(),
  });
  const siteWindow = fields.get('siteWindow').trim();
  if (siteWindow && siteWindow !== form.dataset.siteWindow) await call('PUT', form.dataset.siteUrl, { window: siteWindow });
  if (!siteWindow && form.dataset.siteWindow) await call('DELETE', form.dataset.siteUrl);
  location.reload();
};

const hold = async (form) => {
  const fields = new FormData(form);
  const model = fields.get('model');
  await call('PUT', form.dataset.device + (model ? `/pins/${model}` : '/opt-out'), { reason: fields.get('reason').trim() });
  location.reload();
};

const release = async (form) => {
  await call('DELETE', form.dataset.url);
  location.reload();
};

const works = { enrol, decide, decommission, describe, hold, release };

const guarded = async (form, button, work) => {
  const problem = form.querySelector('[role="alert"]');
  problem.hidden = true;
  button.disabled = true;
  try {
    await work(form, button);
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  } finally {
    button.disabled = false;
  }
};

document.addEventListener('submit', (event) => {
  const form = event.target;
  const work = Object.keys(works).find((name) => form.matches(`[data-${name}]`));
  if (!work) return;
  event.preventDefault();
  guarded(form, event.submitter ?? form.querySelector('[type="submit"]'), works[work]);
});

// The join string leaves the page with the dialog.
document.getElementById('joined')?.addEventListener('close', () => {
  document.getElementById('join-string').textContent = '';
  document.getElementById('join-command').textContent = '';
});
