// Small things that a static page cannot do by itself.

// A page opened from a disk may not read its neighbours, so the search shows titles there, no extracts.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

// On paper, what is folded is open.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) {
    fold.open = true;
    fold.dataset.forPaper = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-for-paper]")) {
    fold.open = false;
    delete fold.dataset.forPaper;
  }
});

// A box that scrolls can be reached by keyboard.  The theme sees to code and tables when the window
// changes; formulas and what was folded are left to us.
function reachFormulas() {
  for (const formula of document.querySelectorAll('mjx-container[display="true"]')) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }
}
addEventListener("resize", reachFormulas);
addEventListener("load", () => window.MathJax?.startup?.promise?.then(reachFormulas));
document.addEventListener("toggle", () => dispatchEvent(new Event("resize")), true);

// The error decoder: a message that is pasted into its box is compared with every entry of the page, that
// is, with the heading, the text and the outputs of each section of the third level that has outputs.  A
// word counts the more, the fewer entries have it, and the name of an exception three times as much.
// Without this script there is no box.
const EXCEPTION = /^[A-Z]\w*(?:Error|Exception|Interrupt)$/;
const SAYS = /^(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt)(?::|$)[^]*?(?=\n\s*\n|\nTraceback|\n-{9}|$(?![^]))/gm;

// What the exceptions of a traceback say, without the frames; of a text that is no traceback, all of it.
function messageOf(text) {
  return (text.match(SAYS) || [text]).join("\n");
}

// The words of a text, without addresses and paths.
function wordsOf(text) {
  const plain = text.replace(/\bat 0x\w+|\S*[/\\]\S*/g, " ");
  return new Set(plain.match(/__\w+__|[A-Za-z]\w{2,}/g) || []);
}

// The entries that fit a text, best first.  An entry has words, a Set.
function fitting(text, entries) {
  const scores = new Map(entries.map((entry) => [entry, 0]));
  for (const word of wordsOf(messageOf(text))) {
    const holders = entries.filter((entry) => entry.words.has(word));
    const weight = Math.log(entries.length / holders.length) * (EXCEPTION.test(word) ? 3 : 1);
    for (const entry of holders) scores.set(entry, scores.get(entry) + weight);
  }
  // More than one word that only this entry has, and not much less than the best.
  const enough = Math.max(1.5 * Math.log(entries.length), 0.4 * Math.max(...scores.values()));
  return entries.filter((entry) => scores.get(entry) > enough).sort((a, b) => scores.get(b) - scores.get(a));
}

addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("error-search-box");
  const result = document.getElementById("error-search-result");
  if (!box || !result) return;
  const entries = [];
  for (const heading of document.querySelectorAll("section[id] > h3")) {
    const section = heading.parentElement;
    const parts = [heading, ...section.querySelectorAll(":scope > p, .cell_output")];
    if (!section.querySelector(".cell_output")) continue;
    const words = wordsOf(parts.map((part) => part.textContent).join("\n"));
    entries.push({ id: section.id, title: heading.textContent.replace(/#$/, ""), words });
  }
  box.addEventListener("input", () => {
    const best = fitting(box.value, entries).slice(0, 3);
    result.replaceChildren();
    if (box.value.trim() && !best.length) result.textContent = "No entry of this page fits.";
    for (const entry of best) {
      const link = document.createElement("a");
      link.href = `#${entry.id}`;
      link.textContent = entry.title;
      result.append(link);
    }
  });
  box.parentElement.classList.add("works");
});
