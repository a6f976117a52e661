/**
 * The conformance tool.
 *
 *   record [FILE…] [--port N]                       writes a real server's replies into the files
 *   live --port N [--reference-port M] [FILE…]      plays the files to both and compares
 *                         of the files only those that are from a real server of the same series
 *   fuzz --port N [--reference-port M] [--count N] [--seed N] [--protocol 2|3]
 *   frames --port N [--reference-port M] [--count N] [--seed N]
 *                                                   the same damaged bytes to both
 *
 * Without a port for the real server, `redis-server` is started for the occasion. `--port` is a
 * running server of ours; without it ours is used in memory.
 */

import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { isKnown } from "../differences.ts";
import { fuzzFrames } from "../fuzz/frames.ts";
import { fuzz } from "../fuzz/fuzz.ts";
import { contrast } from "./contrast.ts";
import {
  type Case,
  escape,
  expected,
  parseDialogue,
  printDialogue,
  type Step,
} from "./dialogue.ts";
import { dialogueFiles } from "./files.ts";
import { embedded, remote, type Target } from "./link.ts";
import { has, matches, play, releaseOf } from "./play.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string" },
    "reference-port": { type: "string" },
    count: { type: "string" },
    seed: { type: "string", default: "1" },
    protocol: { type: "string" },
  },
});

const [action, ...names] = positionals;
let helper: ChildProcess | undefined;
let failures = 0;
try {
  if (action === "record") await record();
  else if (action === "live") failures = await live();
  else if (action === "fuzz") failures = await fuzzBoth();
  else if (action === "frames") failures = await fuzzBytes();
  else {
    console.error("conformance: record, live, fuzz or frames");
    failures = 1;
  }
} finally {
  helper?.kill("SIGKILL");
}
process.exit(failures === 0 ? 0 : 1);

/** The dialogues whose names contain one of the words given, or all. */
function files(): { name: string; url: URL }[] {
  const all = dialogueFiles();
  if (names.length === 0) return all;
  return all.filter(({ name }) => names.some((word) => word.endsWith(name) || name.includes(word)));
}

async function record(): Promise<void> {
  const target = await reference(values.port ?? values["reference-port"]);
  const server = await releaseOf(target);
  for (const { name, url } of files()) {
    const dialogue = parseDialogue(fs.readFileSync(url, "latin1"));
    if (dialogue.from !== server) continue;
    for (const each of dialogue.cases) {
      const [two, three] = [await play(each, target, 2), await play(each, target, 3)];
      each.steps.forEach((step, i) => recordStep(step, two[i], three[i], `${name}: ${each.title}`));
    }
    fs.writeFileSync(url, printDialogue(dialogue), "latin1");
    console.log(`${name}: ${dialogue.cases.length} cases`);
  }
}

function recordStep(
  step: Step,
  two: string | undefined,
  three: string | undefined,
  where: string,
): void {
  if (step.match === "pattern") {
    for (const [protocol, reply] of [[2, two], [3, three]] as const) {
      if (matches("pattern", reply ?? "", expected(step, protocol) ?? "")) continue;
      console.log(`${where}\n> ${step.text}\n  does not fit in RESP${protocol}: ${escape(reply!)}`);
    }
    return;
  }
  if (step.match === "type") [two, three] = [two?.[0], three?.[0]];
  // Another order is no news.
  const [oldTwo, oldThree] = [expected(step, 2), expected(step, 3)];
  if (oldTwo !== undefined && matches(step.match, oldTwo, two ?? "")) two = oldTwo;
  if (oldThree !== undefined && matches(step.match, oldThree, three ?? "")) three = oldThree;
  step.reply = two;
  const isSame = two === three ||
    (step.match === "unordered" && matches("unordered", two!, three!));
  step.reply3 = isSame ? undefined : three;
}

async function live(): Promise<number> {
  const real = await reference(values["reference-port"]);
  const pair: Pair = { ours: subject(), real, server: await releaseOf(real) };
  let [passed, failed, skipped] = [0, 0, 0];
  for (const { url } of files()) {
    const { from, needs, cases } = parseDialogue(fs.readFileSync(url, "latin1"));
    if (from !== pair.server) {
      skipped += cases.length;
      continue;
    }
    for (const each of cases) {
      if (!await has(pair.ours, [...needs, ...each.needs])) {
        skipped++;
        continue;
      }
      for (const protocol of [2, 3] as const) {
        const isSame = await compare(each, pair, protocol);
        if (isSame) passed++;
        else failed++;
      }
    }
  }
  console.log(
    `live comparison with ${pair.server}: ${passed} cases the same, ${failed} different, ${skipped} skipped`,
  );
  return failed;
}

interface Pair {
  readonly ours: Target;
  readonly real: Target;
  /** What the real one is. */
  readonly server: string;
}

async function compare(
  each: Case,
  { ours, real, server }: Pair,
  protocol: 2 | 3,
): Promise<boolean> {
  const [actual, replies] = [await play(each, ours, protocol), await play(each, real, protocol)];
  let isSame = true;
  each.steps.forEach((step, i) => {
    const pattern = step.match === "pattern" ? expected(step, protocol) : undefined;
    const [mine, theirs] = [actual[i] ?? "", pattern ?? replies[i] ?? ""];
    if (isKnown(server, step.text, mine) || matches(step.match, mine, theirs)) return;
    isSame = false;
    console.log(`${each.title} (RESP${protocol})\n> ${step.text}`);
    console.log(contrast(mine, theirs));
  });
  return isSame;
}

async function fuzzBoth(): Promise<number> {
  const real = await reference(values["reference-port"]);
  const protocols = values.protocol === undefined ? [2, 3] : [Number(values.protocol)];
  let failed = 0;
  for (const protocol of protocols as (2 | 3)[]) {
    failed += await fuzz({
      ours: subject(),
      real,
      protocol,
      count: Math.ceil(Number(values.count ?? 100_000) / protocols.length),
      seed: Number(values.seed),
    });
  }
  return failed;
}

async function fuzzBytes(): Promise<number> {
  return await fuzzFrames({
    ours: subject(),
    real: await reference(values["reference-port"]),
    count: Number(values.count ?? 5_000),
    seed: Number(values.seed),
  });
}

function subject(): Target {
  return values.port === undefined ? embedded({ live: true }) : remote(Number(values.port));
}

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A real server: the one on that port, or one started here. */
async function reference(port: string | undefined): Promise<Target> {
  if (port !== undefined) return remote(Number(port));
  const own = await freePort();
  helper = spawn("redis-server", [
    ...["--port", String(own), "--save", "", "--appendonly", "no", "--dir", os.tmpdir()],
    ...["--enable-debug-command", "yes", "--loglevel", "warning", "--bind", "127.0.0.1"],
  ], { stdio: "ignore" });
  helper.on("error", () => {
    console.error("conformance: redis-server is not installed");
    process.exit(1);
  });
  for (let tries = 0; tries < 100; tries++) {
    try {
      (await remote(own).connect()).close();
      return remote(own);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("redis-server does not start");
}
