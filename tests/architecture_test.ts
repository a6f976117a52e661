/** The arrows of ARCHITECTURE.md: which folder of `lib` may import from which. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { VERSION } from "../lib/version.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What each folder may import besides itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  memory: [],
  resp: ["memory"],
  keyspace: ["memory"],
  types: ["keyspace", "memory", "resp"],
  rdb: ["keyspace", "memory", "resp", "types"],
  state: ["keyspace", "memory", "resp", "types", "version.ts"],
  commands: ["keyspace", "memory", "rdb", "resp", "state", "types", "version.ts"],
  engine: ["commands", "keyspace", "memory", "resp", "state", "types"],
  runtime: ["memory"],
  persistence: [
    "commands",
    "engine",
    "keyspace",
    "memory",
    "rdb",
    "resp",
    "runtime",
    "state",
    "types",
    "version.ts",
  ],
  server: ["commands", "engine", "resp", "runtime", "state"],
  miniature: ["commands", "keyspace", "memory", "resp", "server", "types"],
  client: ["resp", "runtime"],
  repl: ["client", "commands", "resp", "runtime", "version.ts"],
  cli: [
    "client",
    "commands",
    "miniature",
    "persistence",
    "repl",
    "runtime",
    "server",
    "state",
    "types",
    "version.ts",
  ],
};

/** Of `commands`, the prompt knows what commands say about themselves and nothing else. */
const SPECIFICATIONS = ["lib/commands/spec.ts", "lib/commands/mod.ts"];

/** Folders that import nothing from outside: no sockets, no files, no timers, no packages. */
const PURE = ["memory", "rdb", "resp", "types", "keyspace", "state", "commands", "engine"];
const HARMLESS = ["node:buffer", "node:crypto"];

interface Import {
  /** Paths from the root, with `/`. */
  readonly from: string;
  /** The same, or a bare name such as `node:fs`. */
  readonly to: string;
  /** Whether only types are imported. */
  readonly isType: boolean;
}

function sources(folder: string): string[] {
  return fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? sources(name) : name.endsWith(".ts") ? [name] : [];
  });
}

function importsOf(from: string): Import[] {
  const text = fs.readFileSync(path.join(ROOT, from), "utf8");
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm,
  );
  return [...found].map(([, type, target, lazy]) => {
    const to = target ?? lazy;
    const isRelative = to.startsWith(".");
    return {
      from,
      to: isRelative ? path.posix.join(path.posix.dirname(from), to) : to,
      isType: type !== undefined,
    };
  });
}

const FILES = sources("lib");
const IMPORTS = FILES.flatMap(importsOf);

function layerOf(file: string): string {
  return file.split("/")[1];
}

test("architecture: every folder of lib imports from the folders below it only", () => {
  const wrong = IMPORTS.filter(({ from, to }) => {
    if (!to.startsWith("lib/")) return to.startsWith(".") || to.includes("..");
    const [own, other] = [layerOf(from), layerOf(to)];
    return own !== other && ARROWS[own]?.includes(other) !== true;
  });
  assert.deepEqual(wrong.map(({ from, to }) => `${from} imports ${to}`), []);
});

test("architecture: every folder of lib has its place, and the arrows make no circle", () => {
  for (const folder of new Set(FILES.map(layerOf))) {
    assert.ok(folder in ARROWS || folder.endsWith(".ts"), `lib/${folder} is not in the table`);
  }
  const visit = (folder: string, above: readonly string[]): void => {
    assert.ok(!above.includes(folder), [...above, folder].join(" → "));
    for (const below of ARROWS[folder] ?? []) visit(below, [...above, folder]);
  };
  for (const folder of Object.keys(ARROWS)) visit(folder, []);
});

test("architecture: no file imports itself by way of others", () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, isType } of IMPORTS) {
    // Types are gone when the program runs.
    if (!isType) graph.set(from, [...graph.get(from) ?? [], to]);
  }
  const done = new Set<string>();
  const visit = (file: string, above: readonly string[]): void => {
    assert.ok(!above.includes(file), [...above.slice(above.indexOf(file)), file].join(" → "));
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...above, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
});

test("architecture: what the engine stands on knows no sockets, files, timers or packages", () => {
  const wrong = IMPORTS.filter(({ from, to }) =>
    PURE.includes(layerOf(from)) && !to.startsWith("lib/") && !HARMLESS.includes(to)
  );
  assert.deepEqual(wrong.map(({ from, to }) => `${from} imports ${to}`), []);
  for (const file of FILES.filter((each) => PURE.includes(layerOf(each)))) {
    const code = withoutComments(fs.readFileSync(path.join(ROOT, file), "utf8"));
    const timer = /\b(setTimeout|setInterval|Date\.now|Math\.random|performance\.now)\b/.exec(code);
    assert.equal(timer?.[0], undefined, file);
  }
});

test("architecture: Deno and Bun are named in lib/runtime only", () => {
  const named = FILES.filter((file) => {
    const code = withoutComments(fs.readFileSync(path.join(ROOT, file), "utf8"));
    return /\b(Deno|Bun)\.[a-z]/.test(code);
  });
  assert.deepEqual(named.filter((file) => layerOf(file) !== "runtime"), []);
});

test("architecture: the prompt knows of commands what they say about themselves", () => {
  const wrong = IMPORTS.filter(({ from, to }) =>
    ["repl", "client"].includes(layerOf(from)) && to.startsWith("lib/commands/") &&
    !SPECIFICATIONS.includes(to)
  );
  assert.deepEqual(wrong, []);
});

test("architecture: the way to serve loads no package", () => {
  const packages = IMPORTS.filter(({ to }) => !to.startsWith("lib/") && !to.startsWith("node:"));
  const users = new Set(packages.map(({ from }) => from));
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { from, to } of IMPORTS) if (from === file) visit(to);
  };
  visit("lib/cli/serve.ts");
  assert.deepEqual([...users].filter((file) => seen.has(file)), []);
});

test("architecture: the version of the program is that of its package", () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"));
  assert.equal(VERSION, version);
});

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
