// The line above TensorBoard: that this is a copy, of when, and what it cannot do.
(() => {
  "use strict";
  const about = JSON.parse(document.getElementById("tbxlab-about").textContent);
  try { sessionStorage.removeItem(`tbxlab-share ${location.pathname}`); } catch { /* nothing was remembered */ }

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const style = make("style", { textContent: `
    body { display: flex; flex-direction: column; }
    body > tb-webapp { flex: 1 1 0; height: auto; min-height: 0; }
    #tbxlab-bar { flex: none; font: 13px/1.4 Roboto, system-ui, sans-serif; background: #fff4d6; color: #3d3000;
      border-bottom: 1px solid #d9c68a; padding: 3px 12px; display: flex; flex-wrap: wrap; gap: 0 1.2em; }
    #tbxlab-bar a, #tbxlab-bar summary { color: inherit; text-decoration: underline; cursor: pointer; }
    #tbxlab-bar summary { list-style: none; }
    #tbxlab-bar summary::-webkit-details-marker { display: none; }
    #tbxlab-bar [role=status]:not(:empty) { font-weight: 500; color: #8a2b00; }
    #tbxlab-bar details[open] { flex-basis: 100%; }
    #tbxlab-bar ul { margin: 2px 0 4px; padding-left: 1.4em; }
    body.dark-mode #tbxlab-bar { background: #3a3214; color: #f2e6bd; border-color: #6b5c22; }
    body.dark-mode #tbxlab-bar [role=status]:not(:empty) { color: #ffb38a; }` });

  const NAMES = { pr_curves: "PR curves", text: "texts" };
  const differences = [
    "It does not change: reloading shows the same. Run it again to see newer points.",
    "The HParams table cannot be downloaded. Filters there understand JavaScript's regular expressions, not Python's.",
    "A Custom Scalars layout shows the tags that its expressions matched when the copy was made.",
  ];
  for (const [kind, count] of Object.entries(about.thinned)) {
    differences.unshift(`Of ${count} series (${NAMES[kind] ?? kind}) it shows the part that TensorBoard's sampling keeps.`);
  }
  if (about.histogramBins) {
    const grid = `Histograms are kept on ${about.histogramBins} bins`;
    differences.push(about.histogramBins === 30 ? `${grid}, the ones TensorBoard draws; Distributions come from the original ones.` : `${grid}; TensorBoard draws 30.`);
  }
  const more = about.leftOutMore ? [`… and ${about.leftOutMore} more`] : [];
  differences.unshift(...[...about.leftOut, ...more].map((line) => `Not in this copy: ${line}.`));
  if (about.damaged) {
    differences.unshift("Some event files could not be read in full. Shown is what tbxlab read of them: it leaves out " +
      "records whose bytes were changed, where TensorBoard may draw a wrong number or end its reading.");
  }
  if (about.scrubbed) differences.push("Names of machines and people, absolute paths, addresses and keys were replaced.");

  const date = about.lastEvent === null ? null : new Date(about.lastEvent * 1000);
  const status = make("span", { role: "status" });
  status.setAttribute("role", "status");
  const bar = make("div", { id: "tbxlab-bar" },
    make("strong", { textContent: "Read-only copy" }),
    make("span", { textContent: `of ${about.title} · ${about.runs} ${about.runs === 1 ? "run" : "runs"}` }));
  if (date && !Number.isNaN(date.getTime())) {
    const text = date.toISOString().replace("T", " ").slice(0, 16) + " UTC";
    bar.append(make("span", {}, "last event ", make("time", { dateTime: date.toISOString(), textContent: text })));
  }
  const versions = Object.entries(about.versions).sort().map(([name, version]) => `${name} ${version}`).join(", ");
  bar.append(make("span", { textContent: versions }));
  if (about.events) {
    const size = (about.events.bytes / 1e6).toFixed(1);
    bar.append(make("a", { href: about.events.file, download: "", textContent: `event files (${size} MB)` }));
  }
  bar.append(
    make("details", {}, make("summary", { textContent: "what differs" }),
      make("ul", {}, ...differences.map((textContent) => make("li", { textContent })))),
    status);
  document.head.append(style);
  document.body.prepend(bar);

  const say = (text) => { status.textContent = text; };
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.tbxlab === "missing") say(`Not in this copy: ${data.what}`);
  });
  // A newer copy has taken the place of this one.
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());

  // Some browsers fetch a link with `download` past the service worker, where there is no such file.
  document.addEventListener("click", async (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.hasAttribute("download"));
    if (!link || !link.href.includes("/data/plugin/")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (link.href.includes("/hparams/download_data")) return say("Not in this copy: the HParams table as a file");
    const content = await (await fetch(link.href)).blob();
    const url = URL.createObjectURL(content);
    make("a", { href: url, download: link.download || "data" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }, { capture: true });
})();
