"use strict";
(() => {
  const why = JSON.parse(document.getElementById("why").textContent);
  const tip = document.getElementById("tip");
  const form = document.querySelector(".tools");
  const outcomes = ["repair", "flag", "drop", "layout"];
  let shown = null;

  const line = (text, small) => {
    const p = document.createElement("p");
    p.textContent = text;
    if (small) p.className = "small";
    return p;
  };

  const partner = (node) =>
    node.dataset.c ? [...node.closest(".row").querySelectorAll(`[data-c="${node.dataset.c}"]`)].find((other) => other !== node) : null;

  const asked = (node) => node && !outcomes.some((name) => node.classList.contains(name) && document.body.classList.contains("hide-" + name));

  function show(node) {
    hide();
    if (!asked(node) || node.classList.contains("plain")) return;
    shown = node;
    const other = partner(node);
    const [before, after] = node.closest(".raw") ? [node, other] : [other, node];
    const said = [];
    if (node.dataset.c && (before || after)) {
      const text = (side) => (side ? side.dataset.full || side.textContent : "∅");
      said.push(line(`${text(before)} → ${text(after)}`));
    }
    for (const i of node.dataset.w.split(" ")) {
      const [outcome, codes, evidence, confidence] = why[i];
      for (const [code, zh, en] of codes) said.push(line(`${outcome} · ${code}: ${zh} (${en})`));
      if (evidence) said.push(line(evidence, true));
      said.push(line(`confidence ${Math.round(confidence * 100)} %`, true));
    }
    tip.replaceChildren(...said);
    tip.hidden = false;
    node.setAttribute("aria-describedby", "tip");
    if (other) other.classList.add("twin");
    place(node.getClientRects()[0]);
  }

  function place(box) {
    if (!box) return;
    const left = Math.min(Math.max(8, box.left), innerWidth - tip.offsetWidth - 8);
    const below = box.bottom + 6;
    tip.style.left = left + "px";
    tip.style.top = (below + tip.offsetHeight > innerHeight ? Math.max(4, box.top - tip.offsetHeight - 6) : below) + "px";
  }

  function hide() {
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    const other = partner(shown);
    if (other) other.classList.remove("twin");
    shown = null;
    tip.hidden = true;
  }

  const target = (event) => event.target.closest && event.target.closest(".c[data-w]");
  document.addEventListener("mouseover", (event) => { const node = target(event); if (node !== shown) node ? show(node) : hide(); });
  document.addEventListener("focusin", (event) => { const node = target(event); node ? show(node) : hide(); });
  document.addEventListener("click", (event) => { const node = target(event); node ? show(node) : hide(); });
  document.addEventListener("scroll", hide, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });

  function step(by) {
    const all = [...document.querySelectorAll(".c[tabindex='0']")].filter((node) => asked(node) && node.getClientRects().length);
    if (!all.length) return;
    const here = all.indexOf(document.activeElement);
    const first = all.findIndex((node) => node.getBoundingClientRect().top > 80);
    const to = here >= 0 ? here + by : by > 0 ? Math.max(first, 0) : first - 1;
    const node = all[(to + all.length) % all.length];
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => requestAnimationFrame(() => show(node)));
  }

  function filter() {
    const on = (name) => form.elements[name].checked;
    for (const name of ["repair", "flag", "drop"]) document.body.classList.toggle("hide-" + name, !on(name));
    document.body.classList.toggle("show-layout", on("layout"));
    document.body.classList.toggle("only", on("only"));
    for (const row of document.querySelectorAll(".row")) {
      row.classList.toggle("out", !row.dataset.outcomes.split(" ").some((name) => name && on(name)));
    }
    for (const node of document.querySelectorAll(".c[tabindex]")) node.tabIndex = asked(node) ? 0 : -1;
  }

  form.addEventListener("change", filter);
  form.elements.next.addEventListener("click", () => step(1));
  form.elements.previous.addEventListener("click", () => step(-1));

  filter();
})();
