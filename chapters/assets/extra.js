/* What the theme leaves unsaid for readers who use a screen reader or no mouse. Nothing on a page waits for it. */

(() => {
  /* The theme's search is a dialog without a name. */
  const nameDialogs = () => {
    for (const dialog of document.querySelectorAll(".md-search[role=dialog]:not([aria-label])"))
      dialog.setAttribute("aria-label", "Search");
  };

  /* The theme puts each copy button into a <nav> of its own; a page would have dozens of landmarks without a name. */
  const hushLandmarks = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "none");
  };

  /* What scrolls sideways is reached with the Tab key, and only while it scrolls. */
  const WIDE = ".md-typeset__scrollwrap, .md-typeset div.math, .md-typeset pre > code, .tabbed-labels";
  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else if (box.tabIndex === 0) box.removeAttribute("tabindex");
  };
  const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)));
  const watched = new WeakSet();

  const mend = () => {
    nameDialogs();
    hushLandmarks();
    for (const box of document.querySelectorAll(WIDE)) {
      if (watched.has(box)) continue;
      watched.add(box);
      widths.observe(box);
    }
  };

  mend();
  /* The theme adds buttons and wraps tables when it is ready, which is later. */
  let waiting = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(mend);
  }).observe(document.body, { childList: true, subtree: true });
})();
