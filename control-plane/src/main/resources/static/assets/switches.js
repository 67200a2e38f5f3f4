// Theme switch and copy buttons, by delegation.
const otherTheme = () => {
  const next = document.documentElement.dataset.bsTheme === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.bsTheme = next;
  try {
    localStorage.setItem('ferry-theme', next);
  } catch {
    // storage is blocked: the choice lasts as long as the page
  }
  document.dispatchEvent(new CustomEvent('ferry:theme'));
};

const copy = async (button) => {
  const text = document.getElementById(button.dataset.copy)?.textContent ?? '';
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text.trim());
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select the text and copy it';
  }
  setTimeout(() => { button.textContent = label; }, 2_000);
};

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-theme-switch]')) otherTheme();
  const button = event.target.closest('[data-copy]');
  if (button) copy(button);
});
