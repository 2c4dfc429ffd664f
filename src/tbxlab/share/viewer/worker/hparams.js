// The HParams dashboard's questions: filtered, sorted and cut here, as TensorBoard's server does it.
"use strict";

async function hparams() {
  return (await load(SHARE.data + (await index()).hparams)).json();
}

async function experiment(request) {
  const all = (await hparams())[request.includeMetrics === false ? "withoutMetrics" : "withMetrics"];
  const limit = request.hparamsLimit || Infinity;
  return all.hparamInfos ? { ...all, hparamInfos: all.hparamInfos.slice(0, limit) } : all;
}

async function sessionGroups(request) {
  const columns = request.colParams ?? [];
  const statuses = request.allowedStatuses ?? [];
  let groups = (await hparams()).sessionGroups
    .map((group) => ({ ...group, sessions: group.sessions.filter((session) => statuses.includes(session.status)) }))
    .filter((group) => group.sessions.length)
    .map((group) => withMetrics(group, request.includeMetrics !== false));
  groups = groups.filter((group) => columns.every((column) => passes(column, valueOf(column, group))));
  groups.sort((a, b) => compare(a.name, b.name));
  for (const column of [...columns].reverse()) sortBy(column, groups);
  if (columns.some((column) => "includeInResult" in column)) groups = groups.map((group) => reduced(group, columns));
  const start = request.startIndex ?? 0;
  return { sessionGroups: groups.slice(start, start + (request.sliceSize ?? 0)), totalSize: groups.length };
}

// A group's metrics are the means of its sessions' metrics.
function withMetrics(group, wanted) {
  const sessions = wanted ? group.sessions : group.sessions.map((session) => ({ ...session, metricValues: [] }));
  const sums = new Map();
  for (const metric of sessions.flatMap((session) => session.metricValues)) {
    const key = JSON.stringify([metric.name.group, metric.name.tag]);
    const sum = sums.get(key) ?? { name: metric.name, value: 0, trainingStep: 0, wallTimeSecs: 0, count: 0 };
    sum.value += Number(metric.value);
    sum.trainingStep += metric.trainingStep;
    sum.wallTimeSecs += metric.wallTimeSecs;
    sum.count += 1;
    sums.set(key, sum);
  }
  const metricValues = [...sums.values()].map(({ name, value, trainingStep, wallTimeSecs, count }) => ({
    name,
    value: jsonNumber(value / count),
    trainingStep: Math.floor(trainingStep / count),
    wallTimeSecs: wallTimeSecs / count,
  }));
  return { ...group, sessions, metricValues };
}

const jsonNumber = (number) => (Number.isFinite(number) ? number : String(number));

function valueOf(column, group) {
  if (!column.metric) return own(group.hparams, column.hparam);
  const { tag = "", group: part = "" } = column.metric;
  const found = group.metricValues.find(({ name }) => name.tag === tag && name.group === part);
  return found && Number(found.value);
}

function passes(column, value) {
  if (value === undefined || value === null) return !column.excludeMissingValues;
  if (column.filterRegexp !== undefined) return new RegExp(column.filterRegexp).test(String(value));
  if (column.filterInterval) {
    const { minValue = 0, maxValue = 0 } = column.filterInterval;
    return Number(minValue) <= value && value <= Number(maxValue);
  }
  if (column.filterDiscrete) return column.filterDiscrete.includes(value);
  return true;
}

// Missing values come last, whatever the order, unless the column asks for them first.
function sortBy(column, groups) {
  if (column.order !== "ORDER_ASC" && column.order !== "ORDER_DESC") return;
  const sign = column.order === "ORDER_ASC" ? 1 : -1;
  const missing = column.missingValuesFirst ? -1 : 1;
  groups.sort((a, b) => {
    const [x, y] = [valueOf(column, a), valueOf(column, b)];
    if (x === undefined || y === undefined) return missing * ((x === undefined) - (y === undefined));
    return sign * compare(x, y);
  });
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function reduced(group, columns) {
  const wanted = new Set(columns.filter((column) => column.hparam && column.includeInResult !== false).map((c) => c.hparam));
  return { ...group, hparams: Object.fromEntries(Object.entries(group.hparams).filter(([name]) => wanted.has(name))) };
}

// The curve of one metric of one session; the run is the session's, or one below it.
async function metricEvals({ sessionName = "", metricName = {} }) {
  const run = [sessionName, metricName.group].filter(Boolean).join("/").replace(/\/$/, "");
  return scalarRows(metricName.tag ?? "", run);
}
