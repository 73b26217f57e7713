// Runs before the first paint. A file of its own because the content security policy allows no inline script.
// The schema library would otherwise probe for `eval`, which the policy forbids and the console reports.
globalThis.__zod_globalConfig = { jitless: true };
try {
  const theme = localStorage.getItem("lakehand.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off; the system theme is used then.
}
