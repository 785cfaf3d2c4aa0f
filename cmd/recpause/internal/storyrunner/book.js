const field = document.querySelector("#find"), said = document.querySelector("#found"), all = [...document.querySelectorAll("article")];
const texts = all.map(a => a.textContent.normalize("NFKC").toLowerCase());
field.closest("form").hidden = false;
field.closest("form").addEventListener("submit", e => e.preventDefault());
field.addEventListener("input", () => {
  const words = field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;
  all.forEach((a, i) => { a.hidden = !words.every(w => texts[i].includes(w)); n += !a.hidden; });
  document.querySelectorAll(".part, .chapter").forEach(s => { s.hidden = words.length > 0 && !s.querySelector("article:not([hidden])"); });
  said.textContent = words.length ? said.dataset.text.replace("%d", n) : "";
});
