// Runs a copy's service worker in node: reads a request as a line of JSON, writes the answer as a line of JSON.
// usage: node worker.cjs FOLDER; a request is {method, path, form?: [[name, value], …], body?: text, headers?}
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const folder = process.argv[2];
const SCOPE = "http://copy.test/some/where/";
const TYPES = { ".json": "application/json", ".png": "image/png", ".wav": "audio/wav" };
const listeners = {};

globalThis.self = {
  registration: { scope: SCOPE, update: async () => {} },
  clients: { matchAll: async () => [{ postMessage: (message) => notes.push(message.what) }], claim() {} },
  addEventListener: (name, listener) => (listeners[name] = listener),
  skipWaiting() {},
};
globalThis.fetch = async (url) => {
  const file = path.join(folder, decodeURIComponent(new URL(url).pathname.slice(new URL(SCOPE).pathname.length)));
  if (!fs.existsSync(file)) return new Response("", { status: 404 });
  return new Response(fs.readFileSync(file), { headers: { "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" } });
};
const notes = [];

async function ask({ method, path: asked, form, body, headers }) {
  const data = form && form.reduce((all, [name, value]) => (all.append(name, value), all), new FormData());
  const request = new Request(SCOPE + asked, { method, body: data ?? body, headers });
  notes.length = 0;
  let given;
  listeners.fetch({ request, respondWith: (promise) => (given = promise) });
  const response = await given;
  await new Promise(setImmediate);
  return {
    status: response.status,
    type: response.headers.get("Content-Type"),
    body: Buffer.from(await response.arrayBuffer()).toString("base64"),
    notes: [...notes],
  };
}

vm.runInThisContext(fs.readFileSync(path.join(folder, "sw.js"), "utf8"), { filename: "sw.js" });
(async () => {
  for await (const line of require("node:readline").createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await ask(JSON.parse(line))) + "\n");
  }
})();
