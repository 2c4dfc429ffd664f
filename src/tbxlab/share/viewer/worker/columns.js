// Reads the numbers that columns.py writes. The two files are one format and change together.
"use strict";

const TICKS = 4194304; // a tick is 2^-22 s: sums of them are exact

function unpackSteps(differences) {
  let sum = 0;
  return differences.map((difference) => (sum += difference));
}

function unpackTimes(packed) {
  if (Array.isArray(packed)) return packed;
  let ticks = 0;
  return [packed.from, ...packed.ticks.map((more) => packed.from + (ticks += more) / TICKS)];
}

// Math.fround gives back the float32 that the short decimal stands for; "NaN" and the like stay strings.
const fromFloat32 = (number) => (typeof number === "number" ? Math.fround(number) : number);
const unpackValues = (packed) => (Array.isArray(packed) ? packed : packed.f32.map(fromFloat32));

// An answer as it was before `shrink`.
function grow(answer) {
  if (Array.isArray(answer)) return answer.map(grow);
  if (answer === null || typeof answer !== "object") return answer;
  const keys = Object.keys(answer);
  if (keys.length === 1 && keys[0] === "f32") return unpackValues(answer);
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, grow(value)]));
}

// One row for each point: [time, step, value].
function rows(series) {
  const times = unpackTimes(series.times);
  const values = unpackValues(series.values);
  return unpackSteps(series.steps).map((step, i) => [times[i], step, values[i]]);
}
