// The theme is Airflow's where the desk stands in its frame: same origin, same storage.
"use strict";
const theme = () => {
  let chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch { return; }
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
};
theme();
addEventListener("storage", theme);
