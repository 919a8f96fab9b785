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

// The section being read is marked in the list of sections, and named by the bar of a phone.
{
  const links = new Map($$(".toc a").map((link) => [link.hash.slice(1), link]));
  const bar = document.querySelector(".toc-fold");
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
    const first = $$("article > section").find((section) => seen.has(section));
    const now = first && links.get(first.querySelector("h2")?.id);
    if (!now) return;
    for (const link of links.values()) link.removeAttribute("aria-current");
    now.setAttribute("aria-current", "true");
    if (bar) bar.firstElementChild.textContent = scrollY > bar.parentElement.offsetTop - 1 ? now.textContent : "On this page";
  }, { rootMargin: "-10% 0px -70%" });
  if (links.size) $$("article > section").forEach((section) => watch.observe(section));
  bar?.addEventListener("click", (event) => { if (event.target.closest("nav a")) bar.open = false; });
}

// The first use of a term in a chapter leads to its entry in the glossary.
{
  const given = document.getElementById("_terms");
  const { page, terms } = given ? JSON.parse(given.textContent) : { terms: [] };
  const left = new Map(terms.map(([anchor, title]) => [title.toLowerCase(), anchor]));
  const any = [...left.keys()].sort((a, b) => b.length - a.length).map((term) => term.replace(/[^\w ]/g, "\\$&")).join("|");
  const found = any && new RegExp(`(?<![\\w-])(?:${any})(?![\\w-])`, "i");
  const link = (text) => {
    const at = found.exec(text.data);
    if (!at) return;
    const rest = text.splitText(at.index), after = rest.splitText(at[0].length);
    const anchor = left.get(at[0].toLowerCase());
    if (left.delete(at[0].toLowerCase()) && anchor) rest.replaceWith(make("a", { className: "term", href: `${page}#${anchor}`, textContent: at[0] }));
    link(after);
  };
  for (const place of found ? $$("article > section > p, article > section > :is(ul, ol) > li") : []) {
    [...place.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).forEach(link);
  }
}

// A link to a place that has a card shows it, such as where a number comes from: to a mouse that
// rests on it, to Enter, and to a finger. Tab alone opens nothing.
if (!folder) {
  let cards, current, timer, touch = false;
  const title = make("p", { className: "card-title", id: "card-title" });
  const body = make("div", { className: "card-body" });
  const more = make("a", { textContent: "Open the full entry" });
  const shut = make("button", { type: "button", className: "card-close", textContent: "×", ariaLabel: "Close" });
  const card = make("div", { className: "card", id: "card", hidden: true, tabIndex: -1 }, shut, title, body, make("p", {}, more));
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-labelledby", "card-title");

  const load = () => cards ??= fetch(root + "cards.json").then((r) => (r.ok ? r.json() : {})).catch(() => ({}));
  const later = (action, wait) => { clearTimeout(timer); timer = setTimeout(action, wait); };
  const hide = () => {
    clearTimeout(timer);
    if (card.contains(document.activeElement)) current?.focus({ preventScroll: true });
    current?.removeAttribute("aria-describedby");
    current = undefined;
    card.hidden = true;
  };
  const place = () => {
    if (!current) return;
    const at = current.getClientRects()[0];
    // A phone has it at the end of the screen at which the link is not.
    card.classList.toggle("above", at.bottom > innerHeight * .5);
    const below = at.bottom + card.offsetHeight + 12 < innerHeight || at.top < card.offsetHeight + 12;
    card.style.setProperty("--x", `${Math.max(16, Math.min(at.left + scrollX, html.clientWidth - card.offsetWidth - 16))}px`);
    card.style.setProperty("--y", `${scrollY + (below ? at.bottom + 6 : at.top - card.offsetHeight - 6)}px`);
  };
  const show = async (link, how) => {
    hide();
    current = link;
    const found = (await load())[link.hash.slice(1)];
    if (current !== link) return;
    if (!found) {
      if (how) location.assign(link.href);
      return;
    }
    title.textContent = found.title;
    body.innerHTML = found.html;
    for (const a of $$("a[href]", body)) a.href = new URL(a.getAttribute("href"), root).href;
    for (const ids of $$("pre", body)) ids.remove();
    for (const fold of $$("details", body)) fold.addEventListener("toggle", place);
    more.href = link.href;
    document.body.append(card);
    card.hidden = false;
    card.scrollTop = 0;
    link.setAttribute("aria-describedby", "card");
    place();
    if (how === "keys") card.focus({ preventScroll: true });
  };

  for (const link of html.dataset.cards.split(" ").flatMap((kind) => (kind ? $$(`main a.${kind}`) : []))) {
    link.addEventListener("pointerdown", (event) => { touch = event.pointerType === "touch"; });
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && later(() => show(link), 120));
    link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && later(hide, 220));
    link.addEventListener("click", (event) => {
      const keys = event.detail === 0;
      if (!(touch || keys) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link, keys ? "keys" : "finger");
    });
  }
  shut.addEventListener("click", hide);
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && !card.contains(document.activeElement) && later(hide, 220));
  // Beyond its last link, and before its first, the way goes on where it was left.
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const stops = $$("button, a[href], summary", card).filter((stop) => stop.checkVisibility());
    const at = stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
    event.preventDefault();
    if (stops[at]) stops[at].focus();
    else hide();
  });
  addEventListener("pointerdown", (event) => card.contains(event.target) ? clearTimeout(timer) : event.target.closest("a") !== current && hide());
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

// Where rows are set as entries, the roles keep them a table for those who listen.
for (const table of $$("table.ledger, table.wordy")) {
  const roles = { table: [table], rowgroup: [table.tHead, ...table.tBodies], row: $$("tr", table), columnheader: $$("thead th", table), rowheader: $$("tbody th", table), cell: $$("td", table) };
  for (const [role, parts] of Object.entries(roles)) parts.forEach((part) => part.setAttribute("role", role));
}

// What a reader filters by stands in the address, so that it can be sent and kept.
const asked = new URLSearchParams(location.search);
const remember = (given) => {
  const now = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(given)) value ? now.set(name, value) : now.delete(name);
  history.replaceState(history.state, "", `${location.pathname}${now.size ? `?${now}` : ""}${location.hash}`);
};
const holds = (text, words) => words.value.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

// A ledger can be filtered and sorted; without scripts it is a plain table.
for (const table of $$("table.ledger")) {
  const rows = $$("tbody tr", table);
  const text = (row, column) => row.cells[column]?.dataset.value ?? row.cells[column]?.textContent.trim() ?? "";
  const heads = $$("thead th", table);
  const words = make("input", { type: "search", placeholder: "Filter", ariaLabel: "Filter the rows by words", value: asked.get("q") ?? "" });
  const shown = make("output");
  // In an address a value is its words alone: partly, not the mark before it.
  const name = (column) => heads[column].textContent.toLowerCase();
  const bare = (value) => value.replace(/^[^\p{L}\p{N}]+/u, "");
  const choices = heads.flatMap((head, column) => {
    const values = [...new Set(rows.map((row) => text(row, column)))].sort();
    if (values.length < 2 || values.length > 9 || values.length === rows.length || values.some((value) => value.length > 40)) return [];
    const select = make("select", {}, make("option", { value: "", textContent: `${head.textContent}: all` }),
      ...values.map((value) => make("option", { value, textContent: value || "none", selected: bare(value) === asked.get(name(column)) })));
    select.setAttribute("aria-label", `Filter by ${head.textContent}`);
    return [[column, select]];
  });
  const filter = () => {
    for (const row of rows) {
      row.hidden = !holds(row.textContent, words)
        || choices.some(([column, select]) => select.selectedIndex && text(row, column) !== select.value);
    }
    shown.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  };
  const bar = make("div", { className: "filter" }, words, ...choices.map(([, select]) => select), shown);
  (table.closest(".scroll") ?? table).before(bar);
  const chosen = () => Object.fromEntries([["q", words.value], ...choices.map(([column, select]) => [name(column), bare(select.value)])]);
  bar.addEventListener("input", () => { filter(); remember(chosen()); });
  filter();
  if (Object.entries(chosen()).some(([key, value]) => value && asked.get(key) === value) && !location.hash) bar.scrollIntoView();

  const order = new Intl.Collator("en", { numeric: true });
  const labels = heads.map((head) => head.textContent);
  heads.forEach((head, column) => {
    const button = make("button", { type: "button" }, ...head.childNodes);
    button.setAttribute("aria-label", `Sort by ${labels[column]}`);
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

// A tile of a chart leads where a link below it does that begins with the mark of the tile.
for (const link of $$("main p > a[href*='?']")) {
  const mark = link.textContent.split(/\s/)[0];
  for (const text of /[\p{L}\p{N}]/u.test(mark) ? [] : $$(".plot text", link.closest("section") ?? document)) {
    if (text.textContent !== mark) continue;
    text.classList.add("way");
    text.closest(".plot").addEventListener("click", ({ clientX, clientY }) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const near = Math.hypot(clientX - (left + right) / 2, clientY - (top + bottom) / 2) < 14;
      if (right && near) link.click();
    });
  }
}

// The box above a long register leaves only the entries with some words.
for (const bar of $$("article > .filter")) {
  const starts = $$("article section > :is(h3, p)[id], article .entry > h3[id]");
  const entries = starts.map((start) => {
    if (start.parentElement.matches(".entry")) return [start.parentElement];
    const parts = [start];
    for (let next = start.nextElementSibling; next && !next.id && next.tagName !== "H2" && !next.matches(".entry"); next = next.nextElementSibling) parts.push(next);
    return parts;
  });
  const [words, shown] = bar.children;
  const texts = entries.map((parts) => parts.map((part) => part.textContent).join(" "));
  const sections = new Set(starts.map((start) => start.closest("section")));
  const filter = () => {
    const kept = texts.map((text) => holds(text, words));
    entries.forEach((parts, at) => parts.forEach((part) => { part.hidden = !kept[at]; }));
    for (const section of sections) section.hidden = !starts.some((start, at) => kept[at] && section.contains(start));
    shown.textContent = `${kept.filter(Boolean).length} of ${kept.length}`;
  };
  words.value = asked.get("q") ?? "";
  bar.addEventListener("input", () => { filter(); remember({ q: words.value }); });
  filter();
  // What an address names is shown, whatever was filtered.
  addEventListener("hashchange", () => { words.value = ""; filter(); document.getElementById(location.hash.slice(1))?.scrollIntoView(); });
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
    dialog.addEventListener("close", () => input.blur());
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
  // What else is meant by a word: "EV = electric car, battery; TFP = total factor productivity".
  const meant = new Map(html.dataset.synonyms.split(";").map((line) => line.split("=").map((part) => part.trim()))
    .filter(([word, others]) => word && others).map(([word, others]) => [word.toLowerCase(), others.split(/,\s*/)]));
  // Chinese is written without spaces, so a word inside a longer one is looked for in the entries.
  const inside = async (words) => {
    const cards = /\p{sc=Han}/u.test(words) ? await fetch(`${root}cards.json`).then((r) => r.json()).catch(() => ({})) : {};
    const hits = Object.entries(cards).filter(([, card]) => `${card.title} ${card.html}`.includes(words));
    return hits.slice(0, 8).map(([anchor, card]) => make("li", {}, make("a", { href: `${card.page}#${anchor}`, textContent: card.title })));
  };
  const search = async () => {
    const words = input.value.trim();
    const still = () => words === input.value.trim();
    await new Promise((done) => setTimeout(done, 120));
    if (!still()) return;
    let found;
    try {
      const index = await engine;
      const others = meant.get(words.toLowerCase()) ?? [];
      const exact = await Promise.all([words, ...others].map((one) => index.search(`"${one}"`)));
      const pages = exact.flatMap(({ results }) => results);
      // Words that stand apart are as good; a word that only begins like one is a guess.
      const apart = words.includes(" ") || !pages.length ? (await index.search(words)).results : [];
      found = { exact: pages.length, others, results: [...new Map([...apart, ...pages.toReversed()].map((one) => [one.id, one])).values()] };
      const rank = new Map(pages.map((one, at) => [one.id, at]).reverse());
      found.results.sort((a, b) => (rank.get(a.id) ?? 99) - (rank.get(b.id) ?? 99));
    } catch { return; }
    const pages = await Promise.all(found.results.slice(0, 8).map((result) => result.data()));
    const entries = words && !found.exact ? await inside(words) : [];
    if (!still()) return;
    // Chapters stand before the registers that repeat their words.
    pages.sort((a, b) => (a.meta.kind === "register") - (b.meta.kind === "register"));
    const count = found.results.length;
    const also = found.others.length ? `, or ${found.others.map((one) => `“${one}”`).join(", ")}` : "";
    status.textContent = !words ? ""
      : entries.length ? `“${words}” stands inside these entries:`
      : found.exact ? `${count} page${count === 1 ? "" : "s"} with “${words}”${also}`
      : count ? `No exact match for “${words}”. Similar:` : `No page with “${words}”`;
    list.replaceChildren(...entries, ...pages.map(group));
  };
  // A part whose title has the words is better than one where they stand somewhere; a list of
  // sources comes last.
  const marked = (part) => /^Sources\b/.test(part.title) ? -1 : input.value.trim().toLowerCase().split(/\s+/).every((word) => part.title.toLowerCase().includes(word));
  const group = (page) => make("li", {},
    make("a", { href: page.url, textContent: page.meta.title }),
    make("ul", {}, ...page.sub_results.toSorted((a, b) => marked(b) - marked(a)).slice(0, 4).map((part) => {
      const excerpt = make("p");
      excerpt.innerHTML = part.excerpt; // escaped by the index, with <mark> around the words found
      const head = part.title === page.meta.title ? [] : [make("b", { textContent: part.title.replace(/ #$/, "") })];
      return make("li", {}, make("a", { href: part.url }, ...head, excerpt));
    })));
  button.addEventListener("click", open);

  // The keys, for those who ask.
  const keys = { "/": "Search", "↑ ↓": "Move through what was found", "Enter": "On a number, a claim or a term: show its card", "Esc": "Close a card, the search, the menu; leave the values of a chart", "← → ↑ ↓": "In a chart: its values one by one", "Home End": "In a chart: its first, its last value", "?": "Show these keys" };
  let help;
  const explain = () => {
    if (!help) {
      const close = make("button", { type: "button", textContent: "Close" });
      const rows = Object.entries(keys).flatMap(([key, what]) => [make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: what })]);
      help = make("dialog", { className: "keys" }, make("h2", { id: "_keys", textContent: "Keyboard" }), make("dl", {}, ...rows), close);
      help.setAttribute("aria-labelledby", "_keys");
      close.addEventListener("click", () => help.close());
      help.addEventListener("click", (event) => event.target === help && help.close());
      document.body.append(help);
    }
    if (!help.open) help.showModal();
  };
  document.querySelector("button[data-keys]").addEventListener("click", explain);
  const acts = { "/": open, "?": explain };
  addEventListener("keydown", (event) => {
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    event.preventDefault();
    acts[event.key]();
  });
}
