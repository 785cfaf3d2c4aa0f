"use strict";
// Whatever the page asks for by XMLHttpRequest, by a link or by an audio element is answered by the program in the page, and nothing
// leaves it. The address of what is shown stands behind #, for a file has no other.
(() => {
  const root = document.documentElement, bar = document.getElementById("loading"), first = "{{.Start}}";
  const ready = new Promise(done => globalThis.recpauseStarted = program => { globalThis.recpause = program; done(program); });
  const here = () => { arrive(); return location.hash.startsWith("#/") ? location.hash.slice(1) : first; };
  const types = { html: "text/html", svg: "image/svg+xml", wav: "audio/wav", json: "application/json", jsonl: "application/jsonl", png: "image/png" };
  const icon = document.querySelector("link[rel=icon]")?.href ?? "";
  const still = html => html.replace(/(<audio\b[^>]*?) src="\//g, '$1 data-src="/').replaceAll(' src="/web/icon.svg"', ` src="${icon}"`);

  // ask sends a link or a form to the program, and follows where it leads.
  async function ask(method, link, form, file, has, picture) {
    const program = await ready;
    const [path, query] = link.split("?", 2);
    const fields = [query, form].filter(Boolean).join("&");
    const answer = await program.answer(path, method === "POST", fields, file ?? null, has ?? "", picture ?? "");
    return answer.location ? ask("GET", answer.location, "", null, has, picture) : { ...answer, link };
  }

  // A request as htmx sends it.
  globalThis.XMLHttpRequest = class extends EventTarget {
    upload = new EventTarget(); headers = new Map(); status = 0; readyState = 0; response = ""; responseText = ""; withCredentials = false;
    open(method, link) {
      arrive();
      this.method = method.toUpperCase();
      const file = location.pathname + location.search; // what htmx takes for the page's address after going back
      this.link = link.split("#")[0] === file || link === location.href ? here() : link.split("#")[0];
      this.readyState = 1;
    }
    asked = {};
    setRequestHeader(name, value) { this.asked[name] = value; }
    overrideMimeType() {}
    abort() { this.aborted = true; this.tell("abort"); }
    tell(name) {
      const event = new ProgressEvent(name);
      this["on" + name]?.(event);
      this.dispatchEvent(event);
    }
    getResponseHeader(name) { return this.headers.get(name.toLowerCase()) ?? null; }
    getAllResponseHeaders() { return [...this.headers].map(h => h.join(": ")).join("\r\n"); }
    async send(body) {
      this.tell("loadstart");
      const answer = await ask(this.method, this.link, typeof body === "string" ? body : body && new URLSearchParams(body).toString(), null,
        this.asked["Recpause-Has"], this.asked["Recpause-Picture"]);
      if (this.aborted) return;
      this.status = answer.status;
      this.headers.set("content-type", answer.type);
      if (answer.status >= 400) this.headers.set("hx-push-url", "false");
      this.responseURL = "http://page.invalid" + answer.link;
      this.response = this.responseText = answer.text === undefined ? "" : still(answer.text);
      this.readyState = 4;
      this.tell("load");
      this.tell("loadend");
    }
  };

  // A file has no other address than its own. A long one takes the browser a while, which is after the page is painted, or when
  // somebody asks for it.
  const coming = [];
  const arrive = () => { while (coming.length) coming.shift()(); };
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name].bind(history);
    history[name] = (state, title, link) => {
      if (name === "replaceState" && link === location.href && history.state?.htmx && state?.htmx) return; // it is there already
      if (!coming.length) setTimeout(arrive, 30);
      coming.push(() => change(state, title, typeof link === "string" && link.startsWith("/") ? "#" + link : link));
    };
  }

  // show puts another page in this one's place.
  async function show(link) {
    const answer = await ask("GET", link);
    take(new DOMParser().parseFromString(still(answer.text), "text/html"));
  }
  function take(page) {
    document.title = page.title;
    root.lang = page.documentElement.lang;
    for (const id of ["spoken", "page"]) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    settle(); // first, for htmx takes the links that it finds
    globalThis.htmx?.process(document.getElementById("page"));
    scrollTo(0, 0);
  }

  // settle gives links that htmx leaves alone, and files of the program, an address that the browser can take.
  const blobs = [];
  const blobOf = (bytes, type) => { blobs.push(URL.createObjectURL(new Blob([bytes], { type }))); return blobs.at(-1); };
  function settle() {
    while (blobs.length) URL.revokeObjectURL(blobs.pop());
    root.querySelectorAll('#page a[href^="/"][hx-boost="false"]:not([download]), #page.auditor a[href^="/"]').forEach(a => a.setAttribute("href", "#" + a.getAttribute("href")));
    for (const a of root.querySelectorAll("a[data-file]"))
      a.href = blobOf(recpauseFiles.bytes(a.dataset.file), types[a.dataset.file.split(".").pop()] ?? "application/octet-stream");
    for (const frame of root.querySelectorAll("iframe[data-file]"))
      if (!frame.srcdoc) frame.srcdoc = new TextDecoder().decode(recpauseFiles.bytes(frame.dataset.file));
    for (const a of document.querySelectorAll("#bar-views a")) { // each leads to what was last shown there, in the language of now
      const shown = here().startsWith("/auditor") === a.hash.startsWith("#/auditor");
      if (shown) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
      a.setAttribute("href", shown ? "#" + here() : a.getAttribute("href").replace(/([?&]lang=)\w+/, "$1" + root.lang));
    }
  }
  document.addEventListener("htmx:afterSettle", settle);
  addEventListener("hashchange", async () => {
    if (!location.hash.startsWith("#/")) return;
    await show(here());
    if (here().startsWith("/auditor")) judge(dropped); // in another language
  });

  addEventListener("click", async e => {
    const a = e.target.closest?.("a[href]"), href = a?.getAttribute("href") ?? "";
    if (href.startsWith("/") && (e.ctrlKey || e.metaKey || e.shiftKey || e.button)) {
      e.preventDefault(); e.stopImmediatePropagation();
      open(location.href.split("#")[0] + "#" + href);
    } else if (href.startsWith("#") && !href.startsWith("#/") && !a.dataset.file) {
      e.preventDefault();
      const to = document.getElementById(href.slice(1));
      to?.scrollIntoView();
      to?.querySelector("h2[tabindex]")?.focus({ preventScroll: true });
    } else if (href.startsWith("/auditor")) {
      e.preventDefault();
      location.hash = href;
    } else if (href.startsWith("/") && a.hasAttribute("download")) {
      e.preventDefault();
      const answer = await ask("GET", href), saved = document.createElement("a");
      saved.href = blobOf(answer.text ?? answer.bytes, answer.type); saved.download = a.download || answer.name;
      saved.click();
    }
  }, true);
  addEventListener("auxclick", e => {
    const href = e.target.closest?.("a[href]")?.getAttribute("href") ?? "";
    if (e.button === 1 && href.startsWith("/")) { e.preventDefault(); open(location.href.split("#")[0] + "#" + href); }
  }, true);

  // A form with a file, and forms that htmx does not send.
  addEventListener("submit", async e => {
    if (e.defaultPrevented) return;
    e.preventDefault();
    const form = new FormData(e.target, e.submitter), fields = new URLSearchParams();
    let file = null;
    for (const [name, value] of form) if (value instanceof File) file = new Uint8Array(await value.arrayBuffer()); else fields.set(name, value);
    if (e.target.id !== "files") await sent(e.target.getAttribute("action") ?? "/", fields, file);
  });
  async function sent(link, fields, file) {
    const answer = await ask("POST", link, fields.toString(), file);
    if (answer.status < 400) history.pushState({ htmx: true }, "", answer.link);
    take(new DOMParser().parseFromString(still(answer.text), "text/html"));
  }

  // Audio is rendered when somebody is about to listen.
  const rendering = new WeakMap();
  const prepare = audio => {
    const link = audio.dataset.src;
    if (!link) return Promise.resolve();
    if (rendering.get(audio)?.link !== link) {
      if (rendering.has(audio)) URL.revokeObjectURL(rendering.get(audio).url);
      const made = { link };
      made.done = ask("GET", link).then(answer => {
        if (audio.dataset.src !== link) return; // it is another one by now
        delete audio.dataset.src;
        audio.src = made.url = URL.createObjectURL(new Blob([answer.bytes], { type: answer.type }));
      });
      rendering.set(audio, made);
    }
    return rendering.get(audio).done;
  };
  for (const name of ["play", "load"]) {
    const native = HTMLMediaElement.prototype[name];
    HTMLMediaElement.prototype[name] = function () { return this.dataset.src ? prepare(this).then(() => native.call(this)) : native.call(this); };
  }
  for (const name of ["pointerover", "focusin", "touchstart"]) document.addEventListener(name, e => { if (e.target.localName === "audio") prepare(e.target); }, { passive: true });
  document.addEventListener("pointerdown", e => { if (e.target.localName === "audio" && e.target.dataset.src) e.target.play(); });

  // Files that are dropped anywhere, or chosen, are audited and replayed.
  async function below(entry, path, files) {
    if (entry.isFile) files.push([path + entry.name, await new Promise((done, fail) => entry.file(done, fail))]);
    else for (const reader = entry.createReader(); ;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) break;
      for (const e of some) await below(e, path + entry.name + "/", files);
    }
  }
  let dropped = [];
  async function judge(files) {
    if (!files.length) return;
    dropped = files;
    const layout = document.getElementById("layout")?.value ?? "";
    if (!here().startsWith("/auditor")) { history.pushState({ htmx: true }, "", "/auditor?lang=" + root.lang); await show(here()); }
    document.getElementById("working").textContent = root.lang === "ja" ? "調べています…" : "working…";
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    recpauseFiles.drop(files);
    const answer = await (await ready).judge(root.lang, layout);
    take(new DOMParser().parseFromString(still(answer), "text/html"));
    document.querySelector(".judged h2")?.scrollIntoView();
  }
  globalThis.recpauseJudge = judge;
  addEventListener("dragover", e => { if (e.dataTransfer?.types.includes("Files")) { e.preventDefault(); document.querySelector(".drop")?.classList.add("over"); } });
  addEventListener("drop", async e => {
    if (!e.dataTransfer?.files.length) return;
    e.preventDefault();
    const files = [], folders = [];
    for (const item of [...e.dataTransfer.items]) { // all of them at once: later there are none
      const entry = item.webkitGetAsEntry?.(), file = item.getAsFile();
      if (entry?.isDirectory) folders.push(entry); else if (file) files.push([file.name, file]);
    }
    for (const folder of folders) await below(folder, "", files);
    judge(files);
  });
  addEventListener("change", e => {
    if (e.target.id === "pick" || e.target.id === "folder") judge([...e.target.files].map(f => [f.webkitRelativePath || f.name, f]));
    else if (e.target.id === "layout" && dropped.length) judge(dropped);
  });

  // start unpacks the program while the bar shows how far it is, and runs it.
  globalThis.recpauseStart = async () => {
    const moved = share => bar.firstElementChild.value = share;
    const at = performance.now(), text = document.getElementById("program").textContent.trim(), size = Number(bar.dataset.size);
    const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const code = new Uint8Array(size);
    let n = 0;
    for (const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      code.set(value, n);
      n += value.length;
      moved(.5 * n / size);
    }
    document.getElementById("program").remove();
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(code, go.importObject);
    moved(.9);
    go.run(instance);
    const program = await ready;
    program.know(document.getElementById("stories").textContent);
    if (here() !== first) await show(here()); else settle();
    if (globalThis.htmx) htmx.config.selfRequestsOnly = false; // a file is no site of its own
    bar.remove();
    root.dataset.milliseconds = Math.round(performance.now() - at);
    root.dataset.recpause = "ready";
    setTimeout(practise, 500, program, 40); // who clicks at once does not wait for it
  };
  // practise has the program click while the browser has nothing else to do: what has run some dozen times is compiled once more, to be
  // several times faster.
  const practise = (program, clicks) => clicks && whenIdle(() => program.practise().then(() => practise(program, clicks - 1)));
  const whenIdle = globalThis.requestIdleCallback ?? (todo => setTimeout(todo, 100));
  if (here() !== first) root.classList.add("elsewhere");
})();
