// A chart gives the value of its nearest mark, to a pointer, a finger and the arrow keys; its table
// can be sorted. What is said stands in the table below the chart, and where the marks are as well.
"use strict";
{
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const shape = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const spoken = make("p", { className: "vh" });
  spoken.setAttribute("role", "status");
  document.body.append(spoken);
  let shown; // hides what is shown, of whichever chart

  // What a table says of each mark: {name, when, value, note, source, at}, places in points.
  const read = (figure) => {
    const table = figure.querySelector(".data table");
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    const origins = [...figure.querySelectorAll(".origins a")].map((link) => link.textContent);
    return [...table.querySelectorAll("td[data-at]")].map((cell) => {
      const row = cell.parentElement.cells;
      const head = row[0].textContent;
      const own = heads[cell.cellIndex];
      const [name, when] = { periods: [own, head], names: [head, own === "Value" ? "" : own], list: [head, row[1].textContent] }[table.dataset.way];
      const at = cell.dataset.at.split(" ").map(Number);
      const from = cell.dataset.from?.split(" ") ?? origins.map((_, place) => place + 1);
      return {
        name, when, value: [...cell.childNodes].filter((part) => part.nodeName !== "SMALL").map((part) => part.textContent).join("").trim(),
        note: cell.querySelector("small")?.textContent ?? "",
        source: from.map((number) => origins[number - 1]),
        wide: { x: at[0] / 10, y: at[1] / 10, panel: at[2] }, narrow: { x: at[3] / 10, y: at[4] / 10, panel: at[5] },
      };
    }).filter((mark) => Number.isFinite(mark.narrow.y));
  };

  const together = (one, other) => one.when === other.when && one.at.panel === other.at.panel && Math.abs(one.at.x - other.at.x) < 0.6;

  for (const figure of document.querySelectorAll("figure.chart")) {
    if (!figure.querySelector("td[data-at]")) continue;
    const lines = "lines" in figure.dataset;
    const label = figure.querySelector(".no").textContent;
    const box = make("div", { className: "readout", hidden: true });

    for (const plot of figure.querySelectorAll(".plot")) {
      const svg = plot.querySelector("svg");
      const frame = svg.viewBox.baseVal;
      const rings = shape("g", { class: "rings" });
      const pane = lines && svg.querySelector("clipPath rect");
      const marks = [], steps = [];
      let now = -1;

      // A chart is read when it is first asked: a page has many, and most are only looked at.
      const learn = () => {
        if (marks.length) return;
        svg.append(rings);
        marks.push(...read(figure).map((mark) => ({ ...mark, at: mark[plot.classList.contains("wide") ? "wide" : "narrow"] })));
        // In the order of reading; of lines, those at one time are one step.
        marks.sort((a, b) => a.at.panel - b.at.panel || (lines ? a.at.x - b.at.x || a.at.y - b.at.y : a.at.y - b.at.y || a.at.x - b.at.x));
        for (const mark of marks) {
          if (lines && steps.length && together(steps.at(-1)[0], mark)) steps.at(-1).push(mark);
          else steps.push([mark]);
        }
      };

      const hide = () => {
        now = -1;
        box.hidden = true;
        rings.replaceChildren();
        shown = undefined;
      };
      const show = (step, aloud) => {
        if (shown !== hide) shown?.();
        shown = hide;
        now = step;
        const found = steps[step];
        // Of lines, a hair shows the time that is asked, from end to end of what they are clipped to.
        const hair = pane ? [shape("line", { x1: found[0].at.x, x2: found[0].at.x, y1: pane.y.baseVal.value, y2: pane.y.baseVal.value + pane.height.baseVal.value })] : [];
        rings.replaceChildren(...hair, ...found.map(({ at }) => shape("circle", { cx: at.x, cy: at.y, r: 4.5 })));
        const when = found[0].when && found[0].when !== found[0].name ? found[0].when : "";
        const sources = [...new Set(found.flatMap((mark) => mark.source))];
        const values = found.map(({ name, value, note }) => make("p", {}, `${name} `, make("b", { textContent: value }), note && ` (${note})`));
        box.replaceChildren(...(when ? [make("p", { className: "when", textContent: when })] : []), ...values,
          ...(sources.length ? [make("p", { className: "from", textContent: sources.join("; ") })] : []));
        plot.append(box);
        box.hidden = false;
        // Beside the mark, above it where there is room, and never outside the drawing.
        const scale = svg.clientWidth / frame.width || plot.clientWidth / frame.width;
        const { x, y } = found[0].at;
        const left = x * scale + (x > frame.width / 2 ? -box.offsetWidth - 14 : 14);
        const top = y * scale - box.offsetHeight / 2;
        const within = (place, room) => Math.max(0, Math.min(place, room));
        box.style.setProperty("--x", `${within(left, plot.clientWidth - box.offsetWidth)}px`);
        box.style.setProperty("--y", `${within(top, plot.clientHeight - box.offsetHeight)}px`);
        spoken.textContent = aloud ? [when, ...values.map((value) => value.textContent), sources.join("; ")].filter(Boolean).join(". ") : "";
      };
      const near = (event) => {
        learn();
        const area = svg.getBoundingClientRect();
        const x = (event.clientX - area.left) * frame.width / area.width;
        const y = (event.clientY - area.top) * frame.height / area.height;
        // Along a line it is the time that one points at.
        const far = ({ at }) => Math.hypot((at.x - x) * (lines ? 8 : 1), at.y - y);
        const nearest = marks.reduce((best, mark) => (far(mark) < far(best) ? mark : best));
        const step = steps.findIndex((found) => found.includes(nearest));
        if (step !== now) show(step, false);
      };

      plot.tabIndex = 0;
      plot.setAttribute("role", "group");
      plot.setAttribute("aria-label", `Values of ${label}: step with the arrow keys`);
      plot.addEventListener("pointermove", (event) => event.pointerType === "mouse" && near(event));
      plot.addEventListener("click", near);
      plot.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && document.activeElement !== plot && hide());
      plot.addEventListener("blur", hide);
      plot.addEventListener("keydown", (event) => {
        learn();
        const last = steps.length - 1;
        const to = { ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0, End: last }[event.key];
        if (event.key === "Escape") { spoken.textContent = ""; hide(); }
        if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        show(now < 0 && to < 0 ? last : Math.max(0, Math.min(last, to)), true);
      });
    }
  }
  addEventListener("pointerdown", (event) => event.target.closest(".plot") || shown?.());

  // A table is sorted by the column whose head is pressed, once it has been unfolded.
  const order = new Intl.Collator("en", { numeric: true });
  const number = (text) => parseFloat(text.replace(/[,<>≈]/g, "").replace("−", "-"));
  for (const fold of document.querySelectorAll("details.data")) fold.addEventListener("toggle", () => {
    const table = fold.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const text = (row) => row.cells[column].textContent.trim();
        rows.sort((a, b) => {
          const [one, other] = [text(a), text(b)];
          if (!one || !other) return !one - !other; // what is missing stands last, either way
          return (up ? 1 : -1) * (number(one) - number(other) || order.compare(one, other));
        });
        table.tBodies[0].append(...rows);
      });
    });
  }, { once: true });

  // What is to be copied as it stands: an address, a citation, a frame.
  for (const text of navigator.clipboard ? document.querySelectorAll(".share [data-copy]") : []) {
    const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
    text.before(button);
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(text.href ?? text.textContent); } catch { return; }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1600);
    });
  }
}
