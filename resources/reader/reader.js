// What the reader asks of a page. Runs in the application's own world, which the page cannot see; the page itself
// runs no script. Every function returns plain values.
(() => {
  "use strict";
  const root = document.scrollingElement || document.documentElement;
  const headings = () => [...document.querySelectorAll("article h2[id], article h3[id]")];

  const position = () => {
    const range = root.scrollHeight - window.innerHeight;
    const fraction = range > 8 ? Math.min(1, Math.max(0, (root.scrollTop + 1) / range)) : 1;
    // The line that a heading must have passed sinks near the end, where the last ones cannot reach the top any more.
    const line = window.innerHeight * (0.3 + 0.7 * Math.max(0, (fraction - 0.9) * 10));
    let at = null;
    for (const h of headings())
      if (h.getBoundingClientRect().top <= line) at = h;
    return { fraction, fits: range <= 8, heading: at ? at.id : "", text: at ? at.textContent : "",
             fonts: document.fonts.status === "loaded" };
  };

  const goTo = (id, fraction) => {
    const target = id ? document.getElementById(id) : null;
    if (target) target.scrollIntoView();
    else root.scrollTop = fraction * (root.scrollHeight - window.innerHeight);
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
    marks = [];
    current = -1;
    document.title = title;
    document.querySelector("article").innerHTML = html;
    if (!anchor || !goTo(anchor, 0)) root.scrollTop = 0;
    return root.scrollHeight;
  };

  const theme = name => { document.documentElement.dataset.theme = name; return name; };

  const languages = { shell: "bash", yaml: "yaml", json: "json", sql: "sql", go: "go", python: "python", http: "http",
                      diff: "diff", ini: "ini", dockerfile: "dockerfile" };
  const plain = () => [...document.querySelectorAll("pre code[class^=language-]")].filter(
    c => !c.dataset.colored && languages[c.className.slice(9)]);
  const color = () => {
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

  globalThis.understudy = { position, goTo, replace, find, step, clear, theme, needsColor: () => plain().length > 0, color, press, said };
  return true;
})();
