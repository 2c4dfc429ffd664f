// The pages: TensorBoard's own, with the line that says what this is, and what to say where they are not there.
"use strict";

const interfaceUrl = () => new URL(`${SHARE.about.interface.url}${SHARE.about.interface.id}/`, self.registration.scope);

// Files of the interface that its pages ask for as if they lay beside them.
const OF_INTERFACE = {
  "chart_worker.js": "chart_worker.js",
  "icon_bundle.svg": "icon_bundle.svg",
  "index.js": "index.js",
  "data/plugin/projector/index.js": "projector/index.js",
  "data/plugin/projector/projector_binary.js": "projector/projector_binary.js",
};

async function fromInterface(name) {
  const response = await fetch(new URL(name, interfaceUrl()));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
}

// A script, a style or an icon under the address that the page has asked for, so that a worker keeps its place.
async function part(name) {
  const response = await fromInterface(OF_INTERFACE[name]);
  return new Response(await response.arrayBuffer(), { headers: { "Content-Type": response.headers.get("Content-Type") } });
}

const html = (text) => new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8" } });

async function markup(name) {
  return (await (await fromInterface(name)).text()).replaceAll("__INTERFACE__", interfaceUrl().pathname);
}

async function tensorboardPage() {
  const about = JSON.stringify(SHARE.about).replaceAll("<", "\\u003c");
  const bar = `<script type="application/json" id="tbxlab-about">${about}</script><script src="bar.js"></script>`;
  return html((await markup("page.html")).replace("<tb-webapp>", () => bar + "<tb-webapp>"));
}

const projectorPage = async () => html(await markup("projector/page.html"));

const withoutInterface = (error) =>
  html(`<!doctype html><meta charset="utf-8"><title>Read-only copy</title><link rel="icon" href="data:,">
<body style="font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em">
<h1>The interface is missing</h1>
<p>This copy holds only its data. TensorBoard's interface should lie at <code>${interfaceUrl().pathname}</code>,
and is not there (${String(error.message).replaceAll("<", "&lt;")}).</p>
<p>Share the run again without <code>--data-only</code>, or place the interface with
<code>python -m tbxlab.share.interface FOLDER</code>, where FOLDER is the site that holds this copy.</p></body>`);
