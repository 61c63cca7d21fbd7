// What the reader asks of a page. Runs in the application's own world, which the page cannot see; the page itself
// runs no script. Every function returns plain values.
(() => {
  "use strict";
  const root = document.scrollingElement || document.documentElement;
  const headings = () => [...document.querySelectorAll("article h2[id], article h3[id]")];

  // What is read one after the other: paragraphs, items, commands, rows, pictures. Each stands for itself; what a reader
  // need not open (answers) and what stands in the margin does not count.
  let units = null;
  const unitsOf = article => [...article.querySelectorAll("h1, h2, h3, h4, p, li, pre, tr, figure.picture")].filter(
    e => !e.querySelector("p, li, pre, tr") && !e.closest(".gloss") && !e.parentElement.closest("figure.picture"));
  const wordsIn = e => {
    const count = text => text.split(/\s+/).filter(Boolean).length;
    let words = count(e.textContent);
    for (const margin of e.querySelectorAll(".gloss")) words -= count(margin.textContent);
    return e.closest("details:not([open])") ? 0 : Math.max(0, words);
  };
  const blocks = () => {
    units = unitsOf(document.querySelector("article"));
    return { words: units.map(wordsIn), prose: units.map(e => !e.matches("pre, tr, figure")) };
  };
  const inSight = () => {
    const high = window.innerHeight, seen = [];
    if (!units) return seen;
    units.forEach((e, i) => {
      const box = e.getBoundingClientRect();
      if (!box.height) return;
      const shown = Math.min(box.bottom, high) - Math.max(box.top, 0);
      if (shown >= Math.min(box.height / 2, high * 0.4)) seen.push(i);
    });
    return seen;
  };

  const position = () => {
    const range = root.scrollHeight - window.innerHeight;
    const fraction = range > 8 ? Math.min(1, Math.max(0, (root.scrollTop + 1) / range)) : 1;
    // The line that a heading must have passed sinks near the end, where the last ones cannot reach the top any more.
    const line = window.innerHeight * (0.3 + 0.7 * Math.max(0, (fraction - 0.9) * 10));
    let at = null;
    for (const h of headings())
      if (h.getBoundingClientRect().top <= line) at = h;
    return { fraction, place: range > 0 ? root.scrollTop / range : 0, fits: range <= 8, heading: at ? at.id : "", text: at ? at.textContent : "",
             fonts: document.fonts.status === "loaded", inSight: inSight() };
  };

  const goTo = (id, fraction) => {
    const target = id ? document.getElementById(id) : null;
    if (target) {
      target.scrollIntoView();
      // Footnotes are gone to and come back from: the keyboard goes along.
      if (target.matches("li, sup a")) { target.tabIndex = target.matches("li") ? -1 : 0; target.focus({ preventScroll: true }); }
    } else root.scrollTop = fraction * (root.scrollHeight - window.innerHeight);
    return !!target;
  };

  let marks = [], current = -1;
  const clear = () => {
    for (const m of marks) {
      const parent = m.parentNode;
      m.replaceWith(...m.childNodes);
      if (parent) parent.normalize();
    }
    marks = [];
    current = -1;
  };
  const state = () => ({ count: marks.length, current: current + 1 });
  const step = by => {
    if (!marks.length) return state();
    if (current >= 0) marks[current].classList.remove("current");
    current = (current + by + marks.length) % marks.length;
    const m = marks[current];
    m.classList.add("current");
    for (let d = m.closest("details:not([open])"); d; d = d.parentElement && d.parentElement.closest("details:not([open])"))
      d.open = true;
    const box = m.getBoundingClientRect();
    if (box.top < 40 || box.bottom > window.innerHeight - 40) m.scrollIntoView({ block: "center" });
    return state();
  };
  const find = words => {
    clear();
    const wanted = words.toLowerCase();
    if (!wanted) return state();
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT, {
      acceptNode: n => n.parentElement.closest("svg, .do") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
    });
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (let node of nodes) {
      for (let at; marks.length < 2000 && (at = node.data.toLowerCase().indexOf(wanted)) >= 0;) {
        const hit = node.splitText(at);
        node = hit.splitText(wanted.length);
        const mark = document.createElement("mark");
        hit.replaceWith(mark);
        mark.append(hit);
        marks.push(mark);
      }
    }
    // Start at the first match that is not above the screen.
    current = marks.findIndex(m => m.getBoundingClientRect().bottom > 0) - 1;
    if (current < -1) current = -1;
    return step(1);
  };

  // Puts another page in this document's place: fonts, styles and this script stay warm.
  const replace = (title, html, anchor) => {
    unzoom();
    marks = [];
    current = -1;
    units = null;
    document.title = title;
    document.querySelector("article").innerHTML = html;
    if (!anchor || !goTo(anchor, 0)) root.scrollTop = 0;
    return root.scrollHeight;
  };

  // After a page came: a way into each picture, and a stop for the keyboard at what is wider than the page.
  const pictures = () => [...document.querySelectorAll("figure.picture")];
  const dress = words => {
    // A link within the page is a step like any other, so it is told of and can be taken back.
    for (const link of document.querySelectorAll('article a[href^="#"]'))
      link.href = "course://dwcp/page/" + link.getAttribute("href");
    pictures().forEach((figure, i) => {
      const drawing = figure.firstElementChild;
      if (!drawing || drawing.matches("a.zoom, .missing")) return;
      const link = document.createElement("a");
      link.className = "zoom";
      link.href = "course://do/zoom/" + i;
      const says = drawing.getAttribute("aria-label") || drawing.getAttribute("alt") || "";
      link.setAttribute("aria-label", words.enlarge.replace("%1", says));
      link.title = words.larger;
      drawing.replaceWith(link);
      link.append(drawing);
    });
    for (const wide of document.querySelectorAll("div.table, article pre")) {
      const over = wide.scrollWidth > wide.clientWidth + 1;
      if (over) {
        wide.tabIndex = 0;
        wide.setAttribute("role", "region");
        wide.setAttribute("aria-label", wide.matches("pre") ? words.code : words.table);
      } else if (wide.hasAttribute("tabindex")) {
        for (const name of ["tabindex", "role", "aria-label"]) wide.removeAttribute(name);
      }
    }
    return true;
  };

  // One picture over the page. Sizes are set through the style objects, which the page's policy leaves to scripts.
  let over = null, field = null, drawn = null, natural = null, factor = 0, opener = null;
  const steps = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
  const fitting = () => Math.min(4, (field.clientWidth - 48) / natural.width, (field.clientHeight - 48) / natural.height);
  const zoomTo = wanted => {
    if (!over) return 0;
    const before = factor || 1, x = field.scrollLeft + field.clientWidth / 2, y = field.scrollTop + field.clientHeight / 2;
    factor = wanted || fitting();
    drawn.style.width = natural.width * factor + "px";
    drawn.style.height = natural.height * factor + "px";
    field.scrollLeft = x * factor / before - field.clientWidth / 2;
    field.scrollTop = y * factor / before - field.clientHeight / 2;
    over.querySelector("output").textContent = Math.round(factor * 100) + "%";
    return factor;
  };
  const zoomBy = by => zoomTo(by > 0 ? steps.find(s => s > factor + 0.01) || 4
                                     : [...steps].reverse().find(s => s < factor - 0.01) || 0.25);
  const pan = (x, y) => { if (field) field.scrollBy(x * 80, y * 80); return !!field; };
  const unzoom = () => {
    if (!over) return false;
    over.remove();
    over = field = drawn = null;
    document.querySelector("article").inert = false;
    document.documentElement.classList.remove("covered");
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    return true;
  };
  const make = (kind, name, text) => {
    const e = document.createElement(kind);
    if (name) e.className = name;
    if (text) e.textContent = text;
    return e;
  };
  const zoom = (index, words) => {
    unzoom();
    opener = document.querySelectorAll("figure.picture a.zoom")[index];
    const source = opener && opener.querySelector("svg, img");
    if (!source) return false;
    natural = source.tagName === "IMG" ? { width: source.naturalWidth, height: source.naturalHeight }
                                       : { width: source.width.baseVal.value, height: source.height.baseVal.value };
    over = make("div", "zoomed");
    over.setAttribute("role", "dialog");
    over.setAttribute("aria-modal", "true");
    over.tabIndex = -1;
    const says = opener.firstElementChild.getAttribute("aria-label") || source.getAttribute("alt") || "";
    over.setAttribute("aria-label", says);
    const bar = make("div", "zoom-bar");
    const act = (name, where, text, key) => {
      const link = make("a", "do " + name, text);
      link.href = "course://do/" + where;
      link.title = key;
      bar.append(link);
    };
    bar.append(make("span", "zoom-words", says));
    act("smaller", "zoom-by/0", words.smaller, "-");
    bar.append(make("output"));
    act("larger", "zoom-by/1", words.larger, "+");
    act("fit", "zoom-to/0", words.fit, "0");
    act("plain", "zoom-to/1", "100%", "1");
    act("plain", "zoom-to/2", "200%", "2");
    act("close", "zoom-close/0", words.close, "Esc");
    field = make("div", "zoom-field");
    drawn = source.cloneNode(true);
    field.append(drawn);
    over.append(bar, field);
    document.body.append(over);
    document.querySelector("article").inert = true;
    document.documentElement.classList.add("covered");
    over.focus({ preventScroll: true });
    factor = 0;
    return zoomTo(0);
  };

  // What a command's button does, and what it has done: {target: "Run on the lab host", ran: {"2": "Ran at 14:02"}}.
  const runs = state => {
    for (const link of document.querySelectorAll("a.do.run")) {
      link.textContent = state.target;
      const bar = link.parentElement;
      const words = state.ran[link.getAttribute("href").split("/").pop()] || "";
      let note = bar.querySelector(".ran");
      if (!note) {
        note = make("em", "ran");
        note.setAttribute("role", "status");
        bar.insertBefore(note, bar.querySelector("a.do"));
      }
      if (note.textContent !== words) note.textContent = words;
    }
    return true;
  };

  // For paper: answers open, terms of the margin in a list at the end of their page, every font asked for.
  const paper = words => {
    for (const one of document.querySelectorAll("details")) one.open = true;
    for (const page of document.querySelectorAll(".sheet")) {
      const terms = [...page.querySelectorAll(".gloss")];
      if (!terms.length) continue;
      const list = make("section", "terms");
      list.append(make("h2", "", words));
      for (const term of terms) {
        const line = make("p");
        line.append(...term.childNodes);
        list.append(line);
        term.remove();
      }
      page.append(list);
    }
    document.fonts.forEach(font => font.load());
    return true;
  };

  // Not document.fonts.status: that waits for a frame, and a page that nobody sees draws none.
  const fontsCame = () => [...document.fonts].every(font => font.status === "loaded" || font.status === "error");

  const look = (measure, face) => {
    document.documentElement.dataset.measure = measure;
    document.documentElement.dataset.face = face;
    return true;
  };
  const theme = name => { document.documentElement.dataset.theme = name; return name; };

  const languages = { shell: "bash", yaml: "yaml", json: "json", sql: "sql", go: "go", python: "python", http: "http",
                      diff: "diff", ini: "ini", dockerfile: "dockerfile", promql: "promql", markdown: "markdown" };
  // highlight.js knows no PromQL.
  const promql = hljs => ({
    keywords: {
      keyword: "and or unless by without on ignoring group_left group_right offset bool inf nan",
      built_in: "sum avg min max count group stddev stdvar topk bottomk quantile count_values rate irate increase delta " +
        "idelta deriv predict_linear histogram_quantile label_replace label_join absent absent_over_time changes resets " +
        "abs ceil floor round sqrt exp ln log2 log10 clamp clamp_min clamp_max scalar vector time timestamp sort sort_desc " +
        "avg_over_time min_over_time max_over_time sum_over_time count_over_time quantile_over_time last_over_time"
    },
    contains: [
      hljs.HASH_COMMENT_MODE, hljs.QUOTE_STRING_MODE, hljs.APOS_STRING_MODE,
      { className: "attr", begin: /[A-Za-z_]\w*(?=\s*(?:=~|!~|!=|=[^=]))/ },
      { className: "symbol", begin: /\[[0-9a-z:]+\]/ },
      { className: "number", begin: /\b\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:ms|[smhdwy])?\b/ }
    ]
  });
  const plain = () => [...document.querySelectorAll("pre code[class^=language-]")].filter(
    c => !c.dataset.colored && languages[c.className.slice(9)]);
  const color = () => {
    if (globalThis.hljs && !hljs.getLanguage("promql")) hljs.registerLanguage("promql", promql);
    for (const code of plain()) {
      code.dataset.colored = "yes";
      if (!globalThis.hljs || !hljs.getLanguage(languages[code.className.slice(9)])) continue;
      // highlight.js escapes the text it is given; the result holds spans and text only.
      code.innerHTML = hljs.highlight(languages[code.className.slice(9)], code.textContent, true).value;
    }
    return true;
  };

  const press = (kind, index) => {
    const link = document.querySelectorAll("a.do." + kind)[index];
    if (link) link.click();
    return !!link;
  };
  const said = (kind, block, words) => {
    for (const link of document.querySelectorAll("a.do." + kind)) {
      if (!link.getAttribute("href").endsWith("/" + block)) continue;
      const before = link.textContent;
      link.textContent = words;
      setTimeout(() => { link.textContent = before; }, 1600);
    }
    return true;
  };

  globalThis.understudy = { position, goTo, replace, find, step, clear, theme, needsColor: () => plain().length > 0, color, press, said,
                            blocks, dress, zoom, zoomTo, zoomBy, pan, unzoom, runs, paper, fontsCame, look };
  return true;
})();
