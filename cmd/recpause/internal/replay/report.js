(() => {
  const root = document.documentElement, rate = Number(root.dataset.rate);
  const one = (selector) => document.querySelector(selector), all = (selector) => [...document.querySelectorAll(selector)];
  root.classList.add("live");

  // The time that is pointed at, as a position on the log's axis.
  let here = null;
  const clock = (at) => {
    const ms = Math.round(Math.abs(at) / rate * 1000), two = (n) => String(Math.floor(n) % 60).padStart(2, "0");
    const hours = Math.floor(ms / 3600000), minutes = Math.floor(ms / 60000);
    return (at < 0 ? "-" : "") + (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(ms / 1000) + "." +
      String(ms % 1000).padStart(3, "0");
  };
  const point = (at) => {
    here = at;
    for (const svg of all("svg.recpause")) {
      const { from, to, left, right } = svg.dataset, share = (at - from) / Math.max(1, to - from);
      const cursor = svg.querySelector(".cursor");
      cursor.setAttribute("transform", `translate(${share * (right - left)} 0)`);
      cursor.setAttribute("visibility", share >= 0 && share <= 1 ? "visible" : "hidden");
    }
    one("#now").textContent = clock(at);
    const player = current();
    if (player) one("#seek").value = (at - player.dataset.from) / rate;
  };

  // One player for all files.
  const players = all("audio");
  let chosen = 0;
  const current = () => players[chosen];
  const position = () => Number(current().dataset.from) + current().currentTime * rate;
  const seek = (at) => {
    const player = current();
    if (player) player.currentTime = Math.max(0, at - player.dataset.from) / rate;
    point(at);
  };
  const follow = () => {
    if (current().paused) return;
    point(position());
    requestAnimationFrame(follow);
  };
  const measure = () => { one("#seek").max = current().duration || 1; };
  for (const player of players) {
    player.addEventListener("loadedmetadata", () => { if (player === current()) measure(); });
    player.addEventListener("play", () => {
      for (const other of players) if (other !== player) other.pause();
      chosen = players.indexOf(player);
      one("#track").value = chosen;
      sign();
      follow();
    });
    player.addEventListener("pause", () => sign());
  }
  const sign = () => {
    const button = one("#play"), on = !current().paused;
    button.classList.toggle("on", on);
    button.setAttribute("aria-label", on ? button.dataset.pause : button.dataset.play);
  };
  const choose = (number) => {
    const at = here ?? position(), on = !current().paused;
    current().pause();
    chosen = number;
    current().playbackRate = Number(one("#speed").value);
    measure();
    seek(at);
    if (on) current().play();
  };
  if (players.length) {
    one("#player").hidden = false;
    const calls = new Set(players.map((p) => p.dataset.call)).size;
    players.forEach((p, i) => one("#track").add(new Option((calls > 1 ? p.dataset.call + ": " : "") + p.getAttribute("aria-label"), i)));
    measure();
    point(position());
    one("#play").addEventListener("click", () => { current().paused ? current().play() : current().pause(); });
    one("#seek").addEventListener("input", (e) => seek(Number(current().dataset.from) + e.target.value * rate));
    one("#track").addEventListener("change", (e) => choose(Number(e.target.value)));
    one("#speed").addEventListener("change", (e) => { current().playbackRate = Number(e.target.value); });
  }

  // Pauses: the next one, and each by itself.
  const pauses = all("[data-pause]").map((row) => ({ number: row.dataset.pause, from: Number(row.dataset.from) }));
  const skip = (next) => {
    const at = here ?? 0, near = rate / 100;
    const to = next ? pauses.find((p) => p.from > at + near) : pauses.findLast((p) => p.from < at - near);
    if (!to) return;
    if (one("#zoom").value !== "0") zoom(to.number);
    seek(to.from);
  };
  one("#next").addEventListener("click", () => skip(true));
  one("#previous").addEventListener("click", () => skip(false));
  one("#next").disabled = one("#previous").disabled = !pauses.length;
  const whole = [...one("#pictures").children];
  const zoom = (number) => {
    const part = one("#zoom-" + number), inside = document.createElement("template");
    inside.innerHTML = part?.textContent ?? "";
    one("#pictures").replaceChildren(...(part ? inside.content.children : whole));
    one("#zoom").value = part ? number : 0;
    if (here !== null) point(here);
  };
  one("#zoom")?.addEventListener("change", (e) => zoom(e.target.value));
  document.addEventListener("click", (e) => {
    const button = e.target.closest("button"), picture = e.target.closest("svg.recpause");
    if (picture) {
      const { from, to, left, right } = picture.dataset, box = picture.getBoundingClientRect();
      const x = (e.clientX - box.left) * picture.viewBox.baseVal.width / box.width;
      const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
      seek(Number(from) + share * (to - from));
    } else if (button?.matches(".at button")) {
      seek(Number(button.parentElement.dataset.at));
    } else if (button?.matches(".hear")) {
      seek(Number(button.value));
      current()?.play();
    } else if (button?.matches(".choose")) {
      choose(players.indexOf(button.closest("li").querySelector("audio")));
      one("#track").value = chosen;
      current().play();
    } else if (button?.matches(".show")) {
      zoom(button.value);
      one("#h-picture").scrollIntoView();
    }
  });

  // The events: their times are buttons, and later pages wait until they are asked for.
  const buttons = () => {
    for (const time of all(".at:not(:has(button))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = time.textContent;
      time.replaceChildren(button);
    }
  };
  const table = one("table.steps"), first = [...table.tBodies], told = all("script.page").map((page) => page.textContent);
  const headings = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const classes = ["number", "clock", "what"];
  let later = null, shown = 0;
  const rowOf = (row, number) => {
    const body = document.createElement("tbody"), line = body.insertRow();
    Object.assign(body, { id: "step-" + number, className: "later", role: "rowgroup" });
    line.role = "row";
    [number, null, ...row.slice(1).map((text) => later.texts[text])].forEach((text, i) => {
      const cell = line.insertCell(), inside = cell.appendChild(document.createElement("span"));
      cell.className = classes[i] ?? "";
      cell.role = "cell";
      cell.dataset.label = headings[i];
      inside.textContent = text ?? clock(row[0]);
      if (text !== null) return;
      inside.className = "at";
      inside.dataset.at = row[0];
    });
    return body;
  };
  const pageOf = (number) => {
    if (number === 0) return first;
    if (number <= told.length) {
      const part = document.createElement("template");
      part.innerHTML = "<table>" + told[number - 1] + "</table>";
      return part.content.querySelectorAll("tbody");
    }
    later ??= JSON.parse(one("#later").textContent);
    const from = (number - told.length - 1) * size;
    return later.rows.slice(from, from + size).map((row, i) => rowOf(row, later.from + from + i));
  };
  const size = first.length;
  const turn = (number) => {
    const pages = one("#page");
    if (!pages || number < 0 || number >= pages.length) return;
    shown = number;
    pages.value = number;
    one("#earlier").disabled = number === 0;
    one("#later-page").disabled = number === pages.length - 1;
    for (const body of [...table.tBodies]) body.remove();
    table.append(...pageOf(number));
    buttons();
  };
  buttons();
  if (one("#page")) {
    one("#earlier").disabled = true;
    one("#page").addEventListener("change", (e) => turn(Number(e.target.value)));
    for (const [id, by] of [["#earlier", -1], ["#later-page", 1]]) one(id).addEventListener("click", () => {
      turn(shown + by);
      one("#h-steps").scrollIntoView();
    });
  }
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1)), number = Number(id.slice("step-".length));
    if (!id.startsWith("step-") || document.getElementById(id)) return;
    turn([...one("#page")?.options ?? []].findIndex((page) => number <= Number(page.textContent.match(/–(\d+)/)[1])));
    document.getElementById(id)?.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Paper: as many explanations as were chosen, and those that are open. All events, or a note which of very many these are.
  const mostOnPaper = 10; // pages of the table
  let opened = [];
  addEventListener("beforeprint", () => {
    root.dataset.printed = one("#printed").value;
    const pages = one("#page")?.length ?? 1;
    root.classList.toggle("excerpt", pages > mostOnPaper);
    if (pages > mostOnPaper) one("#on-paper span").textContent = one("#page").selectedOptions[0].textContent.split(" ")[0];
    else if (pages > 1) {
      for (const body of [...table.tBodies]) body.remove();
      for (let number = 0; number < pages; number++) table.append(...pageOf(number));
      buttons();
    }
    if (one("#printed").value === "all") opened = all(".why details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
    turn(shown);
  });
  one("#print").addEventListener("click", () => print());

  // The picture that is shown, as PNG: twice as large as it is drawn, so that it can be printed.
  one("#png").addEventListener("click", async () => {
    const svg = all("#pictures svg").find((s) => s.checkVisibility()), copy = svg.cloneNode(true);
    const { width, height } = svg.viewBox.baseVal, image = new Image(width, height);
    copy.querySelector(".cursor").remove();
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.classList.add(matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light");
    const style = document.createElementNS(svg.namespaceURI, "style");
    style.textContent = one("style.picture").textContent;
    copy.prepend(style);
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.download = "timeline" + (one("#zoom")?.value > 0 ? "-" + one("#zoom").value : "") + ".png";
    link.href = canvas.toDataURL("image/png");
    link.click();
  });
})();
