// Gives every htmx request the CSRF token; a session that ended sends the viewer to sign in, not into a fragment.
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

export const csrf = () => {
  const header = meta('csrf-header');
  return header ? { [header]: meta('csrf-token') } : {};
};

document.addEventListener('htmx:configRequest', (event) => {
  Object.assign(event.detail.headers, csrf());
});

document.addEventListener('htmx:beforeSwap', (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 401 || xhr.responseURL.includes('/login')) {
    event.detail.shouldSwap = false;
    location.assign('/login');
  }
});
