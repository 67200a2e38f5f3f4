// Sends a model file through the public API with a progress bar; the server's refusal is shown in its own words.
import { csrf } from './safety.js';

export const put = (url, file, onProgress) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open('PUT', url);
  Object.entries(csrf()).forEach(([name, value]) => request.setRequestHeader(name, value));
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.responseType = 'json';
  request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
  request.onload = () => (request.status < 300 ? resolve(request.response) : reject(refusal(request)));
  request.onerror = () => reject(new Error('The connection broke and nothing changed; try again.'));
  request.send(file);
});

const refusal = (request) => new Error(
  request.response?.detail ?? `The server refused with status ${request.status}; nothing changed.`,
);

const publish = async (form) => {
  const progress = form.querySelector('progress');
  const status = form.querySelector('[role="status"]');
  const problem = form.querySelector('[role="alert"]');
  const button = form.querySelector('[type="submit"]');
  const fields = new FormData(form);
  const step = (text) => { status.textContent = text; };

  problem.hidden = true;
  progress.hidden = false;
  button.disabled = true;
  try {
    const query = new URLSearchParams();
    if (fields.get('notes')) query.set('notes', fields.get('notes'));
    for (const kind of ['acceptance', 'calibration']) {
      if (fields.get(kind).size > 0) {
        step(`Sending the ${kind} set…`);
        const set = await put(form.dataset[kind], fields.get(kind), (share) => { progress.value = share; });
        query.set(kind, set.digest);
      }
    }
    step('Sending the model…');
    const model = encodeURIComponent(fields.get('model'));
    const version = encodeURIComponent(fields.get('version'));
    await put(`${form.dataset.models}/${model}/versions/${version}?${query}`, fields.get('file'), (share) => {
      progress.value = share;
      if (share === 1) step('Inspecting the model…');
    });
    location.assign(`${form.dataset.done}/${model}/versions/${version}`);
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
    progress.hidden = true;
    button.disabled = false;
    step('');
  }
};

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-publish]');
  if (!form) return;
  event.preventDefault();
  publish(form);
});
