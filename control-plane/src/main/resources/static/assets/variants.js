// Sends a calibration set before the order that names it.
import { put } from './publish.js';

const order = async (form, file) => {
  const problem = form.querySelector('[role="alert"]');
  const button = form.querySelector('[type="submit"]');
  problem.hidden = true;
  button.disabled = true;
  try {
    const set = await put(form.dataset.calibration, file, () => {});
    form.querySelector('input[name="calibration"]').value = set.digest;
    form.submit();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
    button.disabled = false;
  }
};

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-make]');
  const file = form?.querySelector('input[type="file"]').files[0];
  if (!file) return;
  event.preventDefault();
  order(form, file);
});
