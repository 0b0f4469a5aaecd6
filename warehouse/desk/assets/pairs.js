// Keys beside the buttons, never instead: o, n, i choose what is said, a digit why; u takes back,
// j and k go on and back, g shows all that is told of the two; a digit alone opens what is hidden; in a
// group, x goes from mention to mention, and the space bar marks one as set apart.
"use strict";
const box = document.getElementById("raccourcis");
const STORE = "zokwezo.raccourcis";
const stored = () => { try { return localStorage.getItem(STORE); } catch { return null; } };
if (box) {
  box.checked = stored() !== "non";
  box.addEventListener("change", () => {
    try { localStorage.setItem(STORE, box.checked ? "oui" : "non"); } catch { /* for this page only */ }
  });
}
const click = (id) => { const one = document.getElementById(id); if (one) one.click(); };
let group = null;
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  if (box && !box.checked) return;
  const key = event.key.toLowerCase();
  const chosen = document.querySelector(`fieldset[data-key="${CSS.escape(key)}"]`);
  if (chosen) {
    group = chosen;
    const buttons = chosen.querySelectorAll("button");
    buttons[0].focus();
    document.getElementById("annonce").textContent = chosen.querySelector("legend").textContent;
    if (buttons.length === 1) buttons[0].click();
  } else if (/^[1-9]$/.test(key)) {
    const buttons = (group || document).querySelectorAll(group ? "button" : "button.open");
    if (buttons[Number(key) - 1]) buttons[Number(key) - 1].click();
  } else if (key === "escape") { group = null; document.getElementById("contenu").focus(); }
  else if (key === "u") click("annuler");
  else if (key === "g") click("groupe");
  else if (key === "x") {
    const marks = [...document.querySelectorAll("input[name=part]")];
    const next = marks[(marks.indexOf(document.activeElement) + 1) % marks.length];
    if (next) next.focus();
  }
  else if (key === "j") click("suivante");
  else if (key === "k") click("precedente");
  else return;
  event.preventDefault();
});
