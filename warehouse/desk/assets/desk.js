// The theme is Airflow's where the desk stands in its frame: same origin, same storage.
"use strict";
const theme = () => {
  let chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch { return; }
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
};
theme();
addEventListener("storage", theme);

// A link to Airflow would open Airflow in its own frame, and the frame may not send the window above
// anywhere: a link that stands up there, of the same origin, may.
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-beyond]");
  if (!link || window.top === window) return;
  event.preventDefault();
  const above = window.top.document.createElement("a");
  above.href = link.href;
  window.top.document.body.append(above);
  above.click();
  above.remove();
});

// What changes by itself is said to whoever listens: a region that is exchanged with its page says
// nothing, so there is one that stays, and it is told the stage only when that is another one.
const stage = () => document.querySelector("[data-stage]")?.dataset.stage;
let heard = null;
addEventListener("DOMContentLoaded", () => { heard = stage(); });
addEventListener("htmx:afterSettle", () => {
  if (stage() === heard) return;
  heard = stage();
  document.getElementById("nouvelle").textContent = heard || "";
});
