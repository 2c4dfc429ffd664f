// The files of this copy: the index, the tables (one for each tag), and files by name.
"use strict";

const TABLES_IN_MEMORY = 12; // the page asks for one tag in several forms, one after another

let indexPromise = null;
const tables = new Map(); // file -> promise of its content, the most recently used last

const here = (path) => new URL(path, self.registration.scope).href;

async function load(path) {
  const response = await fetch(here(path));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

function index() {
  indexPromise ??= load(SHARE.index).then((response) => response.json());
  indexPromise.catch(() => (indexPromise = null)); // ask again next time
  return indexPromise;
}

// What the copy holds of one tag: an object with a member for each run; empty where there is nothing.
async function table(kind, tag) {
  const files = (await index()).tables[kind] ?? {};
  if (!Object.hasOwn(files, tag)) return {};
  const file = files[tag];
  const known = tables.get(file) ?? load(SHARE.data + file).then((response) => response.json());
  tables.delete(file);
  tables.set(file, known);
  known.catch(() => tables.delete(file));
  if (tables.size > TABLES_IN_MEMORY) tables.delete(tables.keys().next().value);
  return known;
}

const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);
