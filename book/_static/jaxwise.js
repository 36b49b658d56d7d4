// Three small things that a static page cannot do by itself.

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
