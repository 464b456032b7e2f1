// Colours of the page that asks for a key: those chosen, else the device's; the button changes and keeps them.
const device = matchMedia("(prefers-color-scheme: dark)");
const paint = (theme) => document.body.classList.toggle("body--dark", theme === "dark");
const chosen = document.body.dataset.theme;
paint(chosen || (device.matches ? "dark" : "light"));
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("theme").addEventListener("click", () => {
    const theme = document.body.classList.contains("body--dark") ? "light" : "dark";
    document.cookie = `yibao_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    paint(theme);
  });
});
