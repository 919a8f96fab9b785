// What scripts add to pages that read well without them: colours, menus, cards, search, tables.
"use strict";
const html = document.documentElement;
const root = new URL(html.dataset.root || "./", location.href).href;
// Opened from a folder, a page may fetch nothing: number links stay plain links, search says so.
const folder = location.protocol === "file:";
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// Colours: as the device, light, dark.
{
  const names = { auto: "as the device", light: "light", dark: "dark" };
  const button = document.querySelector("button[data-scheme]");
  const set = (scheme) => {
    html.dataset.scheme = scheme;
    button.setAttribute("aria-label", `Colours: ${names[scheme]}`);
    button.title = button.ariaLabel;
  };
  set(names[html.dataset.scheme] ? html.dataset.scheme : "auto");
  button.addEventListener("click", () => {
    const order = Object.keys(names);
    set(order[(order.indexOf(html.dataset.scheme) + 1) % order.length]);
    try { localStorage.setItem("scheme", html.dataset.scheme); } catch { /* private window */ }
  });
}

// The menu closes like one.
{
  const menu = document.querySelector(".menu");
  const close = (focus) => {
    if (!menu.open) return;
    menu.open = false;
    if (focus) menu.firstElementChild.focus();
  };
  addEventListener("click", (event) => menu.contains(event.target) || close());
  addEventListener("keydown", (event) => event.key === "Escape" && close(true));
}

// The section being read is marked in the list of sections.
{
  const links = new Map($$(".toc a").map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
    const first = $$("article > section").find((section) => seen.has(section));
    const now = first && links.get(first.querySelector("h2")?.id);
    if (!now) return;
    for (const link of links.values()) link.removeAttribute("aria-current");
    now.setAttribute("aria-current", "true");
  }, { rootMargin: "-10% 0px -70%" });
  if (links.size) $$("article > section").forEach((section) => watch.observe(section));
}

// A link to a place that has a card shows it, such as where a number comes from.
if (!folder) {
  let cards, current, timer;
  const title = make("p", { className: "card-title" });
  const body = make("div", { className: "card-body" });
  const more = make("a", { textContent: "Open in the register" });
  const card = make("div", { className: "card", id: "card", role: "tooltip", hidden: true }, title, body, make("p", {}, more));

  const load = () => cards ??= fetch(root + "cards.json").then((r) => (r.ok ? r.json() : {})).catch(() => ({}));
  const later = (action, wait) => { clearTimeout(timer); timer = setTimeout(action, wait); };
  const hide = () => {
    clearTimeout(timer);
    current?.removeAttribute("aria-describedby");
    current = undefined;
    card.hidden = true;
  };
  const show = async (link) => {
    hide();
    current = link;
    const found = (await load())[link.hash.slice(1)];
    if (!found || current !== link) return;
    title.textContent = found.title;
    title.hidden = !found.title;
    body.innerHTML = found.html;
    for (const a of $$("a[href]", body)) a.href = new URL(a.getAttribute("href"), root).href;
    more.href = link.href;
    document.body.append(card);
    card.hidden = false;
    link.setAttribute("aria-describedby", "card");
    const at = link.getClientRects()[0];
    const below = at.bottom + card.offsetHeight + 12 < innerHeight || at.top < card.offsetHeight + 12;
    card.style.setProperty("--x", `${Math.max(16, Math.min(at.left + scrollX, html.clientWidth - card.offsetWidth - 16))}px`);
    card.style.setProperty("--y", `${scrollY + (below ? at.bottom + 6 : at.top - card.offsetHeight - 6)}px`);
  };

  let touch = false;
  for (const link of html.dataset.cards.split(" ").flatMap((kind) => (kind ? $$(`main a.${kind}`) : []))) {
    link.addEventListener("pointerdown", (event) => { touch = event.pointerType === "touch"; });
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && later(() => show(link), 120));
    link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && later(hide, 220));
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    link.addEventListener("blur", () => later(hide, 220));
    link.addEventListener("click", (event) => {
      if (!touch) return;
      event.preventDefault();
      show(link);
    });
  }
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && later(hide, 220));
  addEventListener("pointerdown", (event) => card.contains(event.target) ? clearTimeout(timer) : event.target.closest("a") !== current && hide());
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

// Where rows are set as entries, the roles keep them a table for those who listen.
for (const table of $$("table.ledger, table.wordy")) {
  const roles = { table: [table], rowgroup: [table.tHead, ...table.tBodies], row: $$("tr", table), columnheader: $$("thead th", table), rowheader: $$("tbody th", table), cell: $$("td", table) };
  for (const [role, parts] of Object.entries(roles)) parts.forEach((part) => part.setAttribute("role", role));
}

// A ledger can be filtered and sorted; without scripts it is a plain table.
for (const table of $$("table.ledger")) {
  const rows = $$("tbody tr", table);
  const text = (row, column) => row.cells[column]?.dataset.value ?? row.cells[column]?.textContent.trim() ?? "";
  const heads = $$("thead th", table);
  const words = make("input", { type: "search", placeholder: "Filter" });
  words.setAttribute("aria-label", "Filter the rows by words");
  const shown = make("output");
  const choices = heads.flatMap((head, column) => {
    const values = [...new Set(rows.map((row) => text(row, column)))].sort();
    if (values.length < 2 || values.length > 9 || values.length === rows.length || values.some((value) => value.length > 24)) return [];
    const select = make("select", {}, make("option", { value: "", textContent: `${head.textContent}: all` }),
      ...values.map((value) => make("option", { value, textContent: value || "none" })));
    select.setAttribute("aria-label", `Filter by ${head.textContent}`);
    return [[column, select]];
  });
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const content = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => content.includes(word))
        || choices.some(([column, select]) => select.selectedIndex && text(row, column) !== select.value);
    }
    shown.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  };
  const bar = make("div", { className: "filter" }, words, ...choices.map(([, select]) => select), shown);
  (table.closest(".scroll") ?? table).before(bar);
  bar.addEventListener("input", filter);
  filter();

  const order = new Intl.Collator("en", { numeric: true });
  heads.forEach((head, column) => {
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const up = head.ariaSort !== "ascending";
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      rows.sort((a, b) => (up ? 1 : -1) * order.compare(text(a, column), text(b, column)));
      table.tBodies[0].append(...rows);
    });
  });
}

// Search, fetched when it is first opened.
{
  const button = document.querySelector("button[data-search]");
  let dialog, input, status, list, engine;

  const build = () => {
    input = make("input", { type: "search", placeholder: "Search the book", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", "Search the book");
    const close = make("button", { type: "button", textContent: "Close" });
    status = make("p", { className: "search-status", role: "status" });
    list = make("ol", { className: "search-results" });
    const form = make("form", { role: "search" }, input, close);
    dialog = make("dialog", { className: "search" }, form, status, list);
    dialog.setAttribute("aria-label", "Search");
    document.body.append(dialog);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
    form.addEventListener("submit", (event) => { event.preventDefault(); list.querySelector("a")?.click(); });
    input.addEventListener("input", search);
    dialog.addEventListener("keydown", (event) => {
      // In a search field the browser's first Escape would only empty it.
      if (event.key === "Escape") dialog.close();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const stops = [input, ...$$("a", list)];
      stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(document.activeElement) + step))].focus();
    });
  };
  const start = async () => {
    const found = await import(root + "pagefind/pagefind.js");
    await found.options({ excerptLength: 16 });
    await found.init();
    return found;
  };
  const open = () => {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    input.select();
    engine ??= folder ? Promise.reject() : start();
    engine.catch(() => {
      status.textContent = "Search works where the book is served, not from a folder. The contents list works everywhere.";
    });
  };
  const search = async () => {
    const words = input.value.trim();
    let found;
    try { found = await (await engine).debouncedSearch(words, {}, 120); } catch { return; }
    if (!found || words !== input.value.trim()) return;
    const pages = await Promise.all(found.results.slice(0, 8).map((result) => result.data()));
    if (words !== input.value.trim()) return;
    status.textContent = !words ? "" : `${found.results.length || "No"} page${found.results.length === 1 ? "" : "s"} with “${words}”`;
    list.replaceChildren(...pages.map(group));
  };
  const group = (page) => make("li", {},
    make("a", { href: page.url, textContent: page.meta.title }),
    make("ul", {}, ...page.sub_results.slice(0, 4).map((part) => {
      const excerpt = make("p");
      excerpt.innerHTML = part.excerpt; // escaped by the index, with <mark> around the words found
      const head = part.title === page.meta.title ? [] : [make("b", { textContent: part.title.replace(/ #$/, "") })];
      return make("li", {}, make("a", { href: part.url }, ...head, excerpt));
    })));
  button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    open();
  });
}
