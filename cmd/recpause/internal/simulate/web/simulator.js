"use strict";
// What htmx leaves to the page, and no rule: a page is morphed into the next one, so that nobody loses a place, what is open or what is typed;
// the clock runs, the playhead moves, keys press buttons, and it is said where the simulator has ended.
(() => {
  Object.defineProperty(globalThis, "sessionStorage", { value: null }); // where htmx notes every address, twice a click, and nobody reads it
  const by = id => document.getElementById(id), all = selector => [...document.querySelectorAll(selector)];
  const page = () => by("page")?.dataset ?? {};

  // What the reader has opened, typed or chosen for the page alone stays.
  let typed = false, card = "";
  const stay = node => node.nodeType === 1 && (node.id === "part-fields" && typed || node.hasAttribute("data-kept"));
  // Of a picture the texts stay that are in the next one too, and only move: to lay one out takes the browser longer than all else.
  const among = 6; // so many texts may have gone between two that stay
  const move = (text, next) => {
    const [x, y] = ["x", "y"].map(name => next.getAttribute(name) - text.getAttribute(name));
    if (x || y) text.setAttribute("transform", `translate(${x} ${y})`); else text.removeAttribute("transform");
  };
  const looks = text => text.getAttribute("class") + " " + text.textContent;
  const draw = (svg, next) => {
    for (const { name, value } of next.attributes) svg.setAttribute(name, value);
    for (const node of [...svg.childNodes]) if (node.localName !== "text") node.remove();
    const texts = [...svg.childNodes], were = texts.map(looks);
    for (const node of [...next.childNodes]) {
      const at = node.localName === "text" ? were.slice(0, among).indexOf(looks(node)) : -1;
      if (at < 0) {
        svg.insertBefore(node, texts[0] ?? null);
        continue;
      }
      were.splice(0, at + 1);
      const gone = texts.splice(0, at + 1), text = gone.pop();
      for (const other of gone) other.remove();
      move(text, node);
    }
    for (const text of texts) text.remove();
    return false;
  };
  Idiomorph.defaults.callbacks.beforeNodeMorphed = (node, next) => !stay(node) && (!node.matches?.("svg.recpause") || draw(node, next));
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.tagName === "DETAILS");
  document.addEventListener("input", e => {
    typed ||= !!e.target.closest("#fields");
    if (e.target.matches("[data-kept]")) localStorage.setItem(e.target.id, e.target.checked);
  });
  for (const box of all("[data-kept]")) box.checked = localStorage.getItem(box.id) !== "false";
  document.addEventListener("submit", e => { if (e.target.id === "set") typed = false; });

  // The clock runs from the last event on. Whatever is sent says how long ago that was.
  let at = "", started = 0, played = Number(page().played ?? 0), followed = "";
  const passed = () => Math.round(performance.now() - started);
  const begin = () => {
    const here = document.querySelector("#acts [name=log]")?.value + " " + page().played + " " + ("live" in page());
    if (here !== at) [at, started] = [here, performance.now()];
  };
  const time = ms => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}.${Math.floor(ms / 100) % 10}`;
  const run = () => {
    if (!("live" in page())) return;
    const ms = Number(page().now) + passed();
    by("clock").textContent = time(ms);
    for (const timer of all("[data-since]")) timer.textContent = time(ms - timer.dataset.since).split(".")[0];
    if (!current || current.paused) point(ms * page().rate / 1000);
    if (page().next >= 0 && passed() >= page().next && followed !== at) {
      followed = at;
      by("redo").click();
    }
  };
  setInterval(run, 100);

  // A page comes in parts: one that has not changed is not sent again, and stays as it is. Of the two pictures only the one that is seen is sent.
  const parts = of => [...of.querySelectorAll(".piece")], narrow = matchMedia("(max-width:44rem)"), which = () => narrow.matches ? "narrow" : "wide";
  document.addEventListener("htmx:configRequest", e => {
    if (e.detail.elt.id === "alive") return;
    e.detail.headers["Recpause-Has"] = parts(document).map(part => part.id.slice("part-".length) + "=" + part.dataset.hash).join(" ");
    e.detail.headers["Recpause-Picture"] = which();
  });
  narrow.addEventListener("change", () => {
    if (!by("picture") || document.querySelector(`#picture .${which()} svg`)) return;
    htmx.ajax("GET", by("copy").getAttribute("href").replace(/^#/, ""), { target: "#page", select: "#page", swap: "parts" });
  });
  const morph = (part, next) => {
    if (stay(part) || part.dataset.hash === next.dataset.hash) return false;
    next.remove();
    Idiomorph.morph(part, next);
    return true;
  };
  htmx.defineExtension("parts", {
    isInlineSwap: style => style === "parts",
    handleSwap(style, target, fragment) {
      if (style !== "parts") return false;
      const next = fragment.querySelector("#page"), now = parts(target), coming = parts(next);
      if (now.length && now.map(part => part.id).join() === coming.map(part => part.id).join()) {
        for (const name of Object.keys(target.dataset)) if (!(name in next.dataset)) delete target.dataset[name];
        Object.assign(target.dataset, next.dataset);
        return now.filter((part, i) => morph(part, coming[i]));
      }
      for (const part of coming) if ("same" in part.dataset) {
        delete part.dataset.same;
        part.append(...by(part.id).cloneNode(true).childNodes);
      }
      next.remove();
      return Idiomorph.morph(target, next);
    },
  });

  document.addEventListener("htmx:configRequest", e => {
    if ("live" in page() && ["acts", "tick"].includes(e.detail.elt.closest("[id=acts], [id=tick]")?.id)) e.detail.parameters.later = passed();
  });

  // The playhead is where one listens to, and where one clicks on a picture.
  let current = null;
  const point = sample => {
    for (const svg of all("svg.recpause")) {
      const { from, to, left, right } = svg.dataset, share = (sample - from) / Math.max(1, to - from), cursor = svg.querySelector(".cursor");
      cursor.setAttribute("visibility", share < 0 || share > 1 ? "hidden" : "visible");
      cursor.setAttribute("transform", `translate(${share * (right - left)} 0)`);
    }
  };
  const follow = () => {
    if (!current?.isConnected) return;
    point(Number(current.dataset.from) + current.currentTime * page().rate);
    if (!current.paused) requestAnimationFrame(follow);
  };
  for (const name of ["play", "seeked"]) document.addEventListener(name, e => {
    if (!e.target.matches?.("audio[data-from]")) return;
    for (const other of all("audio[data-from]")) if (other !== e.target) other.pause();
    current = e.target;
    follow();
  }, true);
  const listen = (svg, x) => {
    const box = svg.getBoundingClientRect(), { from, to, left, right } = svg.dataset;
    const share = ((x - box.left) / box.width * svg.viewBox.baseVal.width - left) / (right - left);
    const sample = Number(from) + share * (to - from);
    const player = all("#player > .tape audio").findLast(a => Number(a.dataset.from) <= sample);
    if (!player || share < 0 || share > 1) return;
    const seconds = (sample - player.dataset.from) / page().rate, go = () => { player.currentTime = seconds; player.play(); };
    if (player.readyState) return go();
    player.addEventListener("loadedmetadata", go, { once: true });
    player.load();
  };

  // A click before the answer to the last one is kept until then, and is then one on the page that has come.
  const waiting = [];
  let asked = false;
  const done = () => {
    asked = false;
    by(waiting.shift())?.click();
  };
  document.addEventListener("click", e => {
    const button = e.target.closest("#acts button[name], .tools a, #list button");
    if (!asked || !button) return;
    e.preventDefault();
    e.stopPropagation();
    waiting.push(button.id);
  }, true);
  document.addEventListener("htmx:beforeSend", e => asked ||= !["tick", "alive"].includes(e.detail.elt.id));

  // What was clicked stays where it is on the screen, whatever has changed above it.
  let clicked = "", top = 0;
  const place = () => by(clicked)?.getBoundingClientRect().top;
  document.addEventListener("click", e => clicked = e.target.closest("main :is(button, a)[id]")?.id ?? "", true);
  document.addEventListener("htmx:beforeSwap", () => {
    card = document.activeElement.closest("section[id]")?.id ?? "";
    top = place();
  });
  document.addEventListener("htmx:afterSwap", () => scrollBy({ top: (place() ?? top) - top || 0, behavior: "instant" }));
  document.addEventListener("htmx:afterSettle", e => {
    if (e.detail.elt.id !== "page") return;
    if (document.activeElement === document.body && card) document.querySelector(`#${CSS.escape(card)} h2`)?.focus({ preventScroll: true });
    if ("beep" in page() && page().played > played && by("sound-on")?.checked) { by("beep").currentTime = 0; by("beep").play().catch(() => {}); }
    played = Number(page().played ?? 0);
    show();
    done();
  });
  const show = () => {
    const before = at;
    begin();
    run();
    if (at === before) return;
    const list = by("list"), last = list?.querySelector(".last");
    if (last && (last.offsetTop < list.scrollTop || last.offsetTop + last.offsetHeight > list.scrollTop + list.clientHeight)) list.scrollTop = last.offsetTop - list.clientHeight + last.offsetHeight + 8;
  };
  show();

  document.addEventListener("htmx:sendError", () => {
    by("gone").hidden = false;
    waiting.length = 0;
    asked = false;
  });
  document.addEventListener("htmx:afterOnLoad", () => by("gone").hidden = true);

  document.addEventListener("keydown", e => {
    if (e.target.closest("input, select, textarea, audio") || e.altKey) return;
    const key = e.key.toLowerCase(), control = e.ctrlKey || e.metaKey;
    const toggle = /^[1-9]$/.test(key) && !control && by("keys-on")?.checked && all(".toggle")[key - 1];
    const button = control && key === "z" ? by(e.shiftKey ? "redo" : "undo") : control && key === "y" ? by("redo") : toggle;
    if (!button || button.ariaDisabled === "true") return;
    e.preventDefault();
    button.click();
  });
  document.addEventListener("click", e => {
    const svg = e.target.closest("svg.recpause"), link = e.target.closest("a[data-copied], a[data-back]");
    if (svg) listen(svg, e.clientX);
    if (link?.matches("[data-back]") && history.length > 1) {
      e.preventDefault();
      history.back();
    } else if (link?.matches("[data-copied]") && navigator.clipboard) {
      e.preventDefault();
      navigator.clipboard.writeText(link.href).then(() => link.textContent = link.dataset.copied, () => location.assign(link.href));
    }
  });
})();
