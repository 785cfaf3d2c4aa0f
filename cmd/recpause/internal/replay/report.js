(() => {
  const pictures = document.querySelectorAll("svg.recpause");
  const players = [...document.querySelectorAll("audio")];
  const rate = Number(document.documentElement.dataset.rate);
  const point = (at) => {
    for (const svg of pictures) {
      const { from, to, left, right } = svg.dataset;
      const share = Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)));
      const cursor = svg.querySelector(".cursor");
      cursor.setAttribute("transform", `translate(${share * (right - left)} 0)`);
      cursor.setAttribute("visibility", "visible");
    }
  };
  let current = players[0];
  for (const player of players) {
    player.addEventListener("play", () => {
      for (const other of players) if (other !== player) other.pause();
      current = player;
    });
    player.addEventListener("timeupdate", () => {
      if (player === current) point(Number(player.dataset.from) + player.currentTime * rate);
    });
  }
  for (const clock of document.querySelectorAll(".at")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = clock.textContent;
    button.addEventListener("click", () => {
      const at = Number(clock.dataset.at);
      if (current) current.currentTime = Math.max(0, at - current.dataset.from) / rate;
      point(at);
    });
    clock.replaceChildren(button);
  }
})();
