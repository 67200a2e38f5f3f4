// Makes a join string and shows it once, with the command that uses it; takes a device out of the fleet.
import { call } from './api.js';

const enrol = async (form) => {
  const fields = new FormData(form);
  const id = fields.get('id').trim();
  const token = await call('POST', form.dataset.tokens, {
    idPattern: id,
    deviceClass: fields.get('deviceClass').trim(),
    site: fields.get('site').trim(),
    lab: fields.has('lab'),
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

const decommission = async (form) => {
  await call('DELETE', form.dataset.device);
  location.assign(form.dataset.done);
};

const guarded = async (form, work) => {
  const problem = form.querySelector('[role="alert"]');
  const button = form.querySelector('[type="submit"]');
  problem.hidden = true;
  button.disabled = true;
  try {
    await work(form);
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  } finally {
    button.disabled = false;
  }
};

document.addEventListener('submit', (event) => {
  const form = event.target;
  const work = form.matches('[data-enrol]') ? enrol : form.matches('[data-decommission]') ? decommission : null;
  if (!work) return;
  event.preventDefault();
  guarded(form, work);
});

// The join string leaves the page with the dialog.
document.getElementById('joined')?.addEventListener('close', () => {
  document.getElementById('join-string').textContent = '';
  document.getElementById('join-command').textContent = '';
});
