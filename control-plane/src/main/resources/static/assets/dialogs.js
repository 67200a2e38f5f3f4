// Native dialogs: data-opens names one, data-closes shuts the one around it. Escape and focus come with the element.
// The order carries the epoch that the operator saw, so that two hands never do the same thing twice.
const open = (dialog, opener) => {
  const epoch = dialog?.querySelector('[name="epoch"]');
  if (epoch) epoch.value = opener.dataset.epoch ?? '';
  dialog?.showModal();
};

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens]');
  if (opener) open(document.getElementById(opener.dataset.opens), opener);
  if (event.target.closest('[data-closes]')) event.target.closest('dialog')?.close();
});

// A dialog that came with an answer (a secret shown once) opens by itself.
document.querySelectorAll('dialog[data-open-now]').forEach((dialog) => dialog.showModal());
