// A file in pieces: after a broken line it goes on where it stopped, also in another visit. Where the
// browser cannot hash (an address without https), the plain form sends it whole.
"use strict";
const form = document.getElementById("envoi");
const said = document.getElementById("dit");
const bar = document.getElementById("avance");
// Without script the frame stands there from the first; with it, once there is something to show.
const trials = document.getElementById("essais");
trials.hidden = true;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
const headers = () => ({ "X-Zokwezo-Jeton": form.elements.jeton.value });

async function ask(path, options) {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(path, options);
      if (answer.status < 500) return answer;
    } catch { /* the line is broken: it may come back */ }
    if (tries >= 60) throw new Error("line");
    said.textContent = form.dataset.waiting;
    await pause(Math.min(1000 * 2 ** tries, 15000));
  }
}

async function send(file) {
  const sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const begun = await ask(form.dataset.begin, {
    method: "POST",
    headers: { ...headers(), "Content-Type": "application/json" },
    body: JSON.stringify({ source_id: form.elements.registre.value, file_name: file.name, size: file.size, sha256 }),
  });
  if (!begun.ok) throw new Error("refused");
  let told = await begun.json();
  const path = `${form.dataset.begin}/${told.upload_id}`;
  bar.hidden = false;
  while (!told.location) {
    bar.value = (100 * told.offset) / file.size;
    // The bar moves with each piece; who listens is told each quarter, not two hundred times.
    const quarter = `${form.dataset.sending} ${25 * Math.floor(bar.value / 25)} %`;
    if (said.textContent !== quarter) said.textContent = quarter;
    const piece = file.slice(told.offset, told.offset + Number(form.dataset.piece));
    const answer = await ask(path, {
      method: "PATCH",
      headers: { ...headers(), "Upload-Offset": String(told.offset), "Content-Type": "application/octet-stream" },
      body: piece,
    });
    if (!answer.ok && answer.status !== 409) throw new Error("refused");
    const next = await answer.json();
    told = { ...next, upload_id: told.upload_id };
  }
  location.assign(told.location);
}

form.addEventListener("submit", (event) => {
  const file = form.elements.fichier.files[0];
  if (file && file.size > Number(form.dataset.most)) {
    event.preventDefault();
    said.textContent = form.dataset.tooLarge;
    return;
  }
  if (event.submitter && event.submitter.id === "essayer") { trials.hidden = false; said.textContent = form.dataset.trying; return; }
  if (!file || !globalThis.crypto || !crypto.subtle) return;
  event.preventDefault();
  const button = document.getElementById("envoyer");
  button.disabled = true;
  send(file).catch(() => { said.textContent = form.dataset.failed; }).finally(() => { button.disabled = false; });
});
document.querySelector("iframe[name=essai]").addEventListener("load", () => { if (!trials.hidden) said.textContent = form.dataset.tried; });
