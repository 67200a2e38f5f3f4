// Runs before the first paint, hence no module: the kept choice, or what the system says.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const kept = () => {
    try {
      return localStorage.getItem('ferry-theme');
    } catch {
      return null; // storage is blocked: the system decides
    }
  };
  const show = () => {
    document.documentElement.dataset.bsTheme = kept() ?? (system.matches ? 'dark' : 'light');
  };
  system.addEventListener('change', show);
  show();
})();
