// Which question gets which answer. Whatever is asked, the answer is valid: an empty one where the copy has none.
"use strict";

const JSON_TYPE = "application/json";
const IGNORED = new Set(["ts", "_file_hash", "experiment", "num_rows"]); // parameters that change no answer

const json = (content) => new Response(JSON.stringify(content), { headers: { "Content-Type": JSON_TYPE } });

// What stands for "nothing" where an object would not do.
const NOTHING = {
  "plugin/audio/audio": [],
  "plugin/custom_scalars/scalars": { regex_valid: true, tag_to_events: {} },
  "plugin/distributions/distributions": [],
  "plugin/hparams/experiment": { hparamInfos: [], metricInfos: [] },
  "plugin/hparams/metric_evals": [],
  "plugin/hparams/session_groups": { sessionGroups: [], totalSize: 0 },
  "plugin/histograms/histograms": [],
  "plugin/images/images": [],
  "plugin/mesh/meshes": [],
  "plugin/projector/info": { embeddings: [] },
  "plugin/projector/runs": [],
  "plugin/scalars/scalars": [],
  "plugin/text/text": [],
  "plugin/timeseries/tags": {
    scalars: { runTagInfo: {}, tagDescriptions: {} },
    histograms: { runTagInfo: {}, tagDescriptions: {} },
    images: { tagRunSampledInfo: {}, tagDescriptions: {} },
  },
  "plugin/timeseries/timeSeries": [],
  runs: [],
  experiments: [],
  experiment_runs: [],
};

const ofRun = (kind, form) => async (q) => {
  const found = own(await table(kind, q.get("tag")), q.get("run"));
  return found === undefined ? undefined : form(found, Number(q.get("sample") ?? 0));
};

// Route -> what it answers: a value that becomes JSON, a Response, or undefined where the copy has nothing.
const GET = {
  "plugin/scalars/scalars": async (q) => {
    const points = await scalarRows(q.get("tag"), q.get("run"));
    return points && (q.get("format") === "csv" ? csv(points) : points);
  },
  "plugin/custom_scalars/scalars": (q) => customScalars(q.get("tag"), q.get("run")),
  "plugin/custom_scalars/download_data": (q) => GET["plugin/scalars/scalars"](q),
  "plugin/histograms/histograms": ofRun("histograms", histogramRows),
  "plugin/distributions/distributions": ofRun("distributions", distributionRows),
  "plugin/images/images": ofRun("images", pictures),
  "plugin/audio/audio": ofRun("audio", sounds),
  "plugin/images/individualImage": (q, request) => file(q.get("blob_key"), request),
  "plugin/audio/individualAudio": (q, request) => file(q.get("blob_key"), request, q.get("content_type")),
  "plugin/timeseries/imageData": (q, request) => file(q.get("imageId"), request),
  "plugin/text/text": async (q) =>
    own(own(await table("text", q.get("tag")), q.get("run")), q.get("markdown") === "false" ? "false" : "true"),
  "plugin/pr_curves/pr_curves": async (q) => {
    const found = await table("pr_curves", q.get("tag"));
    const runs = q.getAll("run").filter((run) => Object.hasOwn(found, run));
    return runs.length ? Object.fromEntries(runs.map((run) => [run, grow(found[run])])) : undefined;
  },
  "plugin/mesh/meshes": ofRun("meshes", (mesh) => mesh.events),
  "plugin/mesh/data": async (q, request) => {
    const parts = own(await table("meshes", q.get("tag")), q.get("run"))?.parts;
    return file(own(parts, `${q.get("content_type")} ${q.get("sample") ?? 0} ${Number(q.get("step"))}`), request);
  },
  "plugin/timeseries/timeSeries": (q) => Promise.all(JSON.parse(q.get("requests") ?? "[]").map(timeSeries)),
  "plugin/hparams/experiment": (q) => experiment(JSON.parse(q.get("request") ?? "{}")),
  "plugin/hparams/session_groups": (q) => sessionGroups(JSON.parse(q.get("request") ?? "{}")),
  "plugin/hparams/metric_evals": (q) => metricEvals(JSON.parse(q.get("request") ?? "{}")),
};

const POST = {
  "plugin/scalars/scalars_multirun": async (request) => {
    const form = await request.formData();
    return scalarsOfRuns(form.get("tag"), form.getAll("runs"));
  },
  "plugin/timeseries/timeSeries": async (request) =>
    Promise.all(JSON.parse((await request.formData()).get("requests") ?? "[]").map(timeSeries)),
  "plugin/hparams/experiment": async (request) => experiment(JSON.parse(await request.text())),
  "plugin/hparams/session_groups": async (request) => sessionGroups(JSON.parse(await request.text())),
  "plugin/hparams/metric_evals": async (request) => metricEvals(JSON.parse(await request.text())),
};

const csv = (points) => new Response(asCsv(points), { headers: { "Content-Type": "text/csv; charset=utf-8" } });

// A file of the copy by its name. Players ask for parts of a sound.
async function file(name, request, type) {
  if (!/^[0-9a-f]+\.[a-z]+$/.test(name ?? "")) return undefined;
  const response = await load(SHARE.data + name);
  const content = await response.arrayBuffer();
  const headers = { "Content-Type": type ?? response.headers.get("Content-Type"), "Accept-Ranges": "bytes" };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!range || Number(range[1]) >= content.byteLength) return new Response(content, { headers });
  const [first, last] = [Number(range[1]), Math.min(Number(range[2] || Infinity), content.byteLength - 1)];
  headers["Content-Range"] = `bytes ${first}-${last}/${content.byteLength}`;
  return new Response(content.slice(first, last + 1), { status: 206, headers });
}

// An answer that is kept as TensorBoard gave it.
async function kept(route, parameters) {
  const pairs = [...parameters].filter(([name]) => !IGNORED.has(name)).map(([name, value]) => `${name}=${value}`);
  const found = own((await index()).answers, [route, ...pairs.sort()].join("\n"));
  if (!found) return undefined;
  const content = await (await load(SHARE.data + found[0])).arrayBuffer();
  return new Response(content, { headers: { "Content-Type": found[1] } });
}

// The answer to a request for data/…, `route` being what follows. Never an error; `missing` is told of what is not there.
async function answer(route, parameters, request, missing) {
  let found;
  try {
    const given = request.method === "POST" ? POST[route]?.(request) : GET[route]?.(parameters, request);
    found = (await given) ?? (request.method === "GET" ? await kept(route, parameters) : undefined);
  } catch (error) {
    console.warn("read-only copy:", route, error.message);
  }
  if (found === undefined) {
    missing(route, parameters);
    found = NOTHING[route] ?? {};
  }
  return found instanceof Response ? found : json(found);
}
