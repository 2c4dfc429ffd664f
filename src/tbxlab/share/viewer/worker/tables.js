// TensorBoard's answers about one tag, in each of the forms that its dashboards ask for.
"use strict";

// Scalars: /scalars/scalars, /scalars/scalars_multirun, /custom_scalars/scalars, /timeseries/timeSeries.

async function scalarRows(tag, run) {
  const series = own(await table("scalars", tag), run);
  return series && rows(series);
}

async function scalarsOfRuns(tag, runs) {
  const found = await table("scalars", tag);
  return Object.fromEntries(runs.filter((run) => Object.hasOwn(found, run)).map((run) => [run, rows(found[run])]));
}

async function customScalars(pattern, run) {
  const tags = own((await index()).patterns, pattern);
  if (!tags) return { regex_valid: tags !== null, tag_to_events: {} };
  const found = await Promise.all(tags.map(async (tag) => [tag, await scalarRows(tag, run)]));
  return { regex_valid: true, tag_to_events: Object.fromEntries(found.filter(([, points]) => points)) };
}

function asCsv(points) {
  const lines = points.map(([time, step, value]) => `${asPython(time)},${step},${asPython(value)}`);
  return ["Wall time,Step,Value", ...lines].map((line) => line + "\r\n").join("");
}

const asPython = (number) => (Number.isInteger(number) ? number.toFixed(1) : String(number));

// Histograms and distributions.

function buckets(series, i) {
  if (series.buckets) return series.buckets[i];
  const { low, high } = series;
  const counts = series.counts[i];
  const edge = (k) => (k === counts.length ? high : low + ((high - low) * k) / counts.length);
  return counts.map((count, k) => [edge(k), edge(k + 1), count]);
}

function histogramRows(series) {
  const times = unpackTimes(series.times);
  return unpackSteps(series.steps).map((step, i) => [times[i], step, buckets(series, i)]);
}

function distributionRows(series) {
  const times = unpackTimes(series.times);
  const pairs = (values) => values.map((value, k) => [series.bases[k], value]);
  return unpackSteps(series.steps).map((step, i) => [times[i], step, pairs(series.values[i])]);
}

// Pictures and sounds: an entry is [time, step, file, content type]; the file's name serves as TensorBoard's key.

const pictures = (samples, sample) =>
  (samples[sample] ?? []).map(([time, step, file]) => ({ wall_time: time, step, query: `blob_key=${file}` }));

const sounds = (samples, sample) =>
  (samples[sample] ?? []).map(([time, step, file, type]) => ({
    wall_time: time,
    label: "",
    step,
    contentType: type,
    query: new URLSearchParams({ blob_key: file, content_type: type }).toString(),
  }));

// Time Series asks for all of these in one form.

async function timeSeries(request) {
  const { plugin, tag, run, sample } = request;
  const answer = { plugin, tag };
  if (typeof run === "string") answer.run = run;
  if (Number.isInteger(sample)) answer.sample = sample;
  const kind = { scalars: scalarPoint, histograms: histogramPoint, images: imagePoint }[plugin];
  const found = kind ? await table(plugin, tag) : {};
  const wanted = Object.entries(found).filter(([name]) => !run || name === run);
  const series = wanted.map(([name, content]) => [name, kind(content, sample)]);
  answer.runToSeries = Object.fromEntries(series.filter(([, points]) => plugin !== "images" || points.length));
  return answer;
}

const scalarPoint = (series) => rows(series).map(([wallTime, step, value]) => ({ wallTime, step, value }));

const histogramPoint = (series) =>
  histogramRows(series).map(([wallTime, step, bins]) => ({
    wallTime,
    step,
    bins: bins.map(([min, max, count]) => ({ min, max, count })),
  }));

const imagePoint = (samples, sample) =>
  (samples[sample] ?? []).map(([wallTime, step, file]) => ({ wallTime, step, imageId: file }));
