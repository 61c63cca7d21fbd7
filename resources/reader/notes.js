// What a trainee left on a page: marks in the text, notes in the margin. Runs beside reader.js in the
// application's own world. Places are counts of UTF-16 units in the text that text() tells.
(() => {
  "use strict";
  const skipped = "svg, .do, .gloss, .marker, .zoomed, figure:not(.picture) figcaption";
  const blocks = "p, li, h1, h2, h3, h4, td, th, pre, summary, figcaption, blockquote, section, div, article";
  const article = () => document.querySelector("article");
  let runs = [], spans = new Map(), items = [], orphans = [], words = {};

  const collect = () => {
    const walker = document.createTreeWalker(article(), NodeFilter.SHOW_TEXT, {
      acceptNode: n => n.parentElement.closest(skipped) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
    });
    let text = "", block = null;
    const sections = [];
    runs = [];
    while (walker.nextNode()) {
      const node = walker.currentNode, around = node.parentElement.closest(blocks);
      if (around !== block) {
        text += "\n";
        block = around;
        if (/^H[23]$/.test(around.tagName) && around.id && !sections.some(s => s.id === around.id))
          sections.push({ id: around.id, from: text.length, length: around.textContent.length });
      }
      runs.push({ node, from: text.length });
      text += node.data;
    }
    return { text, sections };
  };

  const clear = () => {
    for (const span of document.querySelectorAll("article .ink")) {
      const parent = span.parentNode;
      span.replaceWith(...span.childNodes);
      parent.normalize();
    }
    for (const each of document.querySelectorAll("article .mine, article .marker")) each.remove();
    for (const each of document.querySelectorAll("article .bookmarked")) each.classList.remove("bookmarked");
    spans = new Map();
  };

  const element = (tag, name, text) => {
    const made = document.createElement(tag);
    made.className = name;
    if (text) made.textContent = text;
    return made;
  };
  const link = (name, item, text) => {
    const made = element("a", name, text);
    made.href = "course://do/note/" + item.index;
    return made;
  };
  // The stretch of one text node that no mark begins or ends in.
  const wrap = (node, on) => {
    const span = element("span", "ink " + on.map(i => i.look).join(" "));
    span.dataset.notes = on.map(i => i.index).join(" ");
    span.title = on.map(i => i.label).join("\n");
    node.replaceWith(span);
    span.append(node);
    for (const item of on) spans.set(item.index, [...(spans.get(item.index) || []), span]);
  };
  const wrapRun = (run, here) => {
    const end = run.from + run.node.length;
    const cuts = [...new Set([run.from, end, ...here.flatMap(i => [i.from, i.from + i.length])])]
      .filter(c => c >= run.from && c <= end).sort((a, b) => a - b);
    let node = run.node;
    for (let k = 0; k + 1 < cuts.length; ++k) {
      const length = cuts[k + 1] - cuts[k];
      const rest = length < node.length ? node.splitText(length) : null;
      const on = here.filter(i => i.from <= cuts[k] && i.from + i.length >= cuts[k + 1]);
      if (on.length && node.data.trim()) wrap(node, on);
      node = rest;
    }
  };

  // A float stands at the line it is put into, so the margin keeps its place by itself at every width and size.
  const putAside = item => {
    const at = spans.get(item.index);
    if (!at) return;
    const aside = element("aside", "gloss mine");
    aside.dataset.note = item.index;
    aside.append(link("whose", item, item.label), element("span", "words", item.text));
    const closed = at[0].closest("article > *:is(figure, .table, details, .objectives), .box figure, .box .table");
    (closed || at[0]).before(aside);
    const marker = link("marker", item, "");
    marker.title = item.label + "\n" + item.text;
    marker.setAttribute("aria-label", item.label);
    at[at.length - 1].after(marker);
  };
  const putOrphan = item => {
    const aside = element("aside", "gloss mine orphan");
    aside.dataset.note = item.index;
    aside.append(element("b", "", words.orphan), element("q", "", item.quote));
    if (item.text) aside.append(element("span", "words", item.text));
    aside.append(link("whose", item, item.label));
    article().prepend(aside);
  };

  const draw = () => {
    clear();
    collect();
    const drawn = items.filter(i => i.mark !== "bookmark");
    for (const run of runs) {
      const end = run.from + run.node.length;
      const here = drawn.filter(i => i.from < end && i.from + i.length > run.from);
      if (here.length) wrapRun(run, here);
    }
    for (const item of items) {
      if (item.mark === "note") putAside(item);
      if (item.mark === "bookmark") {
        const run = runs.find(r => r.from + r.node.length > item.from);
        const heading = run && run.node.parentElement.closest("h1, h2, h3, p, li");
        if (heading) heading.classList.add("bookmarked");
      }
    }
    for (const item of [...orphans].reverse()) putOrphan(item);
  };
  const mark = (newItems, newOrphans, newWords) => {
    items = newItems;
    orphans = newOrphans;
    words = newWords;
    draw();
    return spans.size;
  };
  // Colored code is written anew, and what was marked in it with it.
  const mend = () => {
    const lost = [...spans.values()].some(list => list.some(s => !s.isConnected));
    if (lost) draw();
    return lost;
  };
  const show = on => { document.documentElement.dataset.notes = on ? "shown" : "hidden"; return on; };

  const boxOf = box => ({ left: box.left, top: box.top, right: box.right, bottom: box.bottom });
  const selection = () => {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return {};
    const range = chosen.getRangeAt(0);
    const all = collect().text;
    let from = -1, to = -1;
    for (const { node, from: start } of runs) {
      if (!range.intersectsNode(node)) continue;
      const first = node === range.startContainer ? range.startOffset : 0;
      const last = node === range.endContainer ? range.endOffset : node.length;
      if (last <= first || !node.data.slice(first, last).trim()) continue;
      if (from < 0) from = start + first;
      to = start + last;
    }
    return from < 0 ? {} : { from, length: to - from, text: all.slice(from, to).trim(), ...boxOf(range.getBoundingClientRect()) };
  };
  const unselect = () => { getSelection().removeAllRanges(); return true; };

  // For hands on the keyboard: the paragraph that is read, or the one before or after the chosen one.
  const paragraph = by => {
    const all = [...article().querySelectorAll("p, li, pre, td, h1, h2, h3")].filter(
      e => e.getClientRects().length && e.textContent.trim() && !e.closest(".gloss, .zoomed, .meta") && !e.querySelector("p, li, td"));
    const chosen = getSelection();
    let at = by && chosen.rangeCount ? all.findIndex(e => e.contains(chosen.anchorNode)) : -1;
    at = at < 0 ? all.findIndex(e => e.tagName[0] !== "H" && e.getBoundingClientRect().bottom > 60) : at + by;
    const target = all[Math.max(0, Math.min(all.length - 1, at))];
    if (!target) return {};
    const range = document.createRange();
    range.selectNodeContents(target);
    const texts = [];
    collect();
    for (const { node } of runs)
      if (target.contains(node) && node.data.trim()) texts.push(node);
    if (texts.length) {
      range.setStart(texts[0], 0);
      range.setEnd(texts[texts.length - 1], texts[texts.length - 1].length);
    }
    chosen.removeAllRanges();
    chosen.addRange(range);
    target.scrollIntoView({ block: "nearest" });
    return selection();
  };

  const at = (x, y) => {
    const hit = document.elementFromPoint(x, y), span = hit && hit.closest(".ink");
    return span && !hit.closest("a") ? { index: +span.dataset.notes.split(" ").pop(), ...boxOf(span.getBoundingClientRect()) } : {};
  };
  const boxAt = index => {
    const span = (spans.get(index) || [document.querySelector(`[data-note="${+index}"]`)])[0];
    return span ? boxOf(span.getBoundingClientRect()) : {};
  };
  const reveal = index => {
    const span = (spans.get(index) || [document.querySelector(`[data-note="${+index}"]`)])[0];
    const item = items.find(i => i.index === index);
    const heading = item && item.mark === "bookmark" && collect() && runs.find(r => r.from + r.node.length > item.from);
    const target = span || (heading && heading.node.parentElement);
    if (!target) return false;
    for (let d = target.closest("details:not([open])"); d; d = d.parentElement.closest("details:not([open])")) d.open = true;
    target.scrollIntoView({ block: "center" });
    return true;
  };

  globalThis.understudyNotes = { text: collect, mark, mend, show, selection, unselect, paragraph, at, boxAt, reveal };
  return true;
})();
