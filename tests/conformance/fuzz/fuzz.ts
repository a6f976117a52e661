/**
 * The differential fuzzer: the same random commands to two servers, and their replies compared
 * byte by byte. A difference is shrunk to the few commands that it takes.
 */

import { quoted } from "../../../lib/resp/quoted.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { isKnown } from "../differences.ts";
import { escape } from "../harness/dialogue.ts";
import { elements } from "../harness/frames.ts";
import type { Link, Target } from "../harness/link.ts";
import { request, sorted } from "../harness/play.ts";
import { Chance } from "./chance.ts";
import { makeCommand, NAMES } from "./generators.ts";

export interface FuzzOptions {
  readonly ours: Target;
  readonly real: Target;
  readonly protocol: 2 | 3;
  readonly count: number;
  readonly seed: number;
}

type Words = readonly string[];

/** Commands of one batch; keys begin anew with each. */
const BATCH = 250;
/** After so many differences it is time to look at them. */
const FAILURES_MAX = 10;

/** Runs the fuzzer; returns how many differences were found, each printed as a dialogue. */
export async function fuzz({ ours, real, protocol, count, seed }: FuzzOptions): Promise<number> {
  const pair: Pair = { ours, real, protocol };
  const known = await commonCommands(pair);
  let failures = 0;
  let done = 0;
  for (let batch = 0; done < count && failures < FAILURES_MAX; batch++) {
    const chance = new Chance(seed * 1_000_003 + batch);
    const commands: Words[] = Array.from({ length: BATCH }, () => makeCommand(chance, known));
    // What is left behind is compared too.
    commands.push(
      ...["EXEC", "SELECT 0"].map((line) => line.split(" "))
        .filter(([name]) => known.has(name)),
    );
    for (let i = 0; i < 8; i++) {
      commands.push(["GET", `k${i}`], ["OBJECT", "ENCODING", `k${i}`], ["PTTL", `k${i}`]);
    }
    done += commands.length;
    const found = await firstDifference(pair, commands);
    if (found === null) continue;
    failures++;
    const least = await shrink(pair, commands.slice(0, found.index + 1));
    await report(pair, least, `seed ${seed}, batch ${batch}, RESP${protocol}`);
  }
  console.log(
    `fuzz: ${done} commands in RESP${protocol} from seed ${seed}, ${failures} differences`,
  );
  return failures;
}

interface Pair {
  readonly ours: Target;
  readonly real: Target;
  readonly protocol: 2 | 3;
}

/** Commands that both servers have. */
async function commonCommands({ ours, real }: Pair): Promise<Set<string>> {
  const sets = await Promise.all([ours, real].map(async (target) => {
    const link = await target.connect();
    const present: string[] = [];
    for (const name of NAMES) {
      const [reply] = await link.send(request([name]), 1);
      if (!reply.startsWith("-ERR unknown command")) present.push(name);
      if (name === "MULTI") await link.send(request(["DISCARD"]), 1);
    }
    link.close();
    return new Set(present);
  }));
  return sets[0].intersection(sets[1]);
}

async function play(pair: Pair, target: Target, commands: readonly Words[]): Promise<string[]> {
  const link: Link = await target.connect();
  try {
    const setUp: Words[] = [["FLUSHALL"]];
    if (pair.protocol === 3) setUp.push(["HELLO", "3"]);
    await link.send(setUp.map(request).join(""), setUp.length);
    return await link.send(commands.map(request).join(""), commands.length);
  } finally {
    link.close();
  }
}

async function firstDifference(
  pair: Pair,
  commands: readonly Words[],
): Promise<{ index: number; actual: string; expected: string } | null> {
  const [actual, expected] = await Promise.all([
    play(pair, pair.ours, commands),
    play(pair, pair.real, commands),
  ]);
  for (let i = 0; i < commands.length; i++) {
    if (actual[i] === expected[i]) continue;
    if (isAlike(commands, i, actual[i], expected[i])) continue;
    return { index: i, actual: actual[i], expected: expected[i] };
  }
  return null;
}

/** Times may be some milliseconds apart, and the order of KEYS is free. */
function isAlike(commands: readonly Words[], i: number, actual: string, expected: string): boolean {
  if (isKnown(commands[i].map(shown).join(" "))) return true;
  const name = commands[i][0].toUpperCase();
  if (name === "KEYS") return sorted(actual) === sorted(expected);
  if (name === "TTL" || name === "PTTL") return isClose(actual, expected);
  if (name !== "EXEC" || actual[0] !== "*" || expected[0] !== "*") return false;
  const [mine, theirs] = [elements(actual), elements(expected)];
  return mine.length === theirs.length &&
    mine.every((part, j) =>
      part === theirs[j] || sorted(part) === sorted(theirs[j]) || isClose(part, theirs[j])
    );
}

function isClose(actual: string, expected: string): boolean {
  return actual[0] === ":" && expected[0] === ":" &&
    Math.abs(Number(actual.slice(1)) - Number(expected.slice(1))) < 5000 &&
    Number(expected.slice(1)) > 100_000;
}

/** The fewest commands that still end in a difference (delta debugging; Zeller, 2002). */
async function shrink(pair: Pair, commands: readonly Words[]): Promise<readonly Words[]> {
  let kept = commands;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < kept.length - 1;) {
      const fewer = [...kept.slice(0, at), ...kept.slice(Math.min(at + size, kept.length - 1))];
      const found = await firstDifference(pair, fewer).catch(() => null);
      if (found === null) at += size;
      else kept = fewer.slice(0, found.index + 1);
    }
  }
  return kept;
}

async function report(pair: Pair, commands: readonly Words[], where: string): Promise<void> {
  const [actual, expected] = await Promise.all([
    play(pair, pair.ours, commands),
    play(pair, pair.real, commands),
  ]);
  console.log(`## fuzz: ${where}`);
  commands.forEach((words, i) => {
    console.log(`> ${words.map(shown).join(" ")}`);
    console.log(`< ${escape(expected[i])}`);
    if (actual[i] !== expected[i]) console.log(`ours: ${escape(actual[i])}`);
  });
}

function shown(word: string): string {
  return /^[\w.*?+-]+$/.test(word) ? word : quoted(fromLatin1(word), 0, word.length);
}
