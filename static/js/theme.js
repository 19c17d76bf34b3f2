// Runs before the first paint, so that the chosen theme, zone and navigation width never flash.
// Everything it reads is a preference of this browser; nothing about records is kept here.
(() => {
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(`lantern.${key}`);
    } catch {
      return null; // storage refused: the defaults hold
    }
  };
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (kept("nav") === "slim") root.dataset.nav = "slim";
  root.dataset.zone = kept("zone") === "local" ? "local" : "utc";
})();
