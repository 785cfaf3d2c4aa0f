"use strict";
// Every word has to be in a part of a page; parts that have them in their heading come first.
(() => {
  const words = document.getElementById("words"), found = document.getElementById("found");
  const plain = text => text.normalize("NFKC").toLowerCase();
  const parts = globalThis.index.map(p => ({ ...p, head: plain(p.Title), all: plain(p.Title + " " + p.Text) }));
  const around = (p, word) => {
    const at = Math.max(0, plain(p.Text).indexOf(word) - 40);
    return (at ? "…" : "") + p.Text.slice(at, at + 140) + (at + 140 < p.Text.length ? "…" : "");
  };
  words.form.addEventListener("submit", e => e.preventDefault());
  words.addEventListener("input", () => {
    const asked = plain(words.value).split(/\s+/).filter(Boolean);
    found.replaceChildren();
    if (!asked.length) return;
    const hits = parts.filter(p => asked.every(w => p.all.includes(w)))
      .map(p => [asked.filter(w => p.head.includes(w)).length, p]).sort((a, b) => b[0] - a[0]).slice(0, 30);
    if (!hits.length) { found.textContent = found.dataset.none; return; }
    const list = document.createElement("ol");
    for (const [, p] of hits) {
      const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
      link.href = p.Link; link.textContent = p.Title; text.textContent = around(p, asked[0]);
      item.append(link, text);
      list.append(item);
    }
    found.append(list);
  });
})();
