/**
 * The differential fuzzer: the same random commands to two servers, on two connections each, and
 * their replies compared byte by byte; a third connection listens to the events of all keys. A
 * difference is shrunk to the few commands that it takes.
 */

import { fromLatin1 } from "../../../lib/resp/args.ts";
import { quoted } from "../../../lib/resp/quoted.ts";
import { isKnown } from "../differences.ts";
import { escape } from "../harness/dialogue.ts";
import type { Link, Target } from "../harness/link.ts";
import { has, releaseOf, request } from "../harness/play.ts";
import { Alikeness, isFor } from "./alike.ts";
import { Chance, COLLECTIONS } from "./chance.ts";
import { commandMaker, NAMES } from "./generators.ts";

export interface FuzzOptions {
  readonly ours: Target;
  readonly real: Target;
  readonly protocol: 2 | 3;
  readonly count: number;
  readonly seed: number;
}

/** A command, and the connection on which it is sent. */
export interface Sent {
  readonly who: "" | "b";
  readonly words: readonly string[];
}

/** Commands of one batch; keys begin anew with each. */
const BATCH = 250;
/** How often the other connection takes over. */
const SWITCH = 0.03;
/** So many differences of one command are printed; the rest are most likely the same again. */
const TOLD_MAX = 2;

/** Runs the fuzzer; returns how many differences were found, each printed as a dialogue. */
export async function fuzz({ ours, real, protocol, count, seed }: FuzzOptions): Promise<number> {
  const pair: Pair = { ours, real, server: await releaseOf(real), protocol };
  const known = await commonCommands(pair);
  const makeCommand = commandMaker(known);
  await Promise.all([prepare(ours), prepare(real)]);
  const startMs = performance.now();
  /** How many differences each command has shown. */
  const failures = new Map<string, number>();
  let done = 0;
  for (let batch = 0; done < count; batch++) {
    // The two protocols walk different ways.
    const chance = new Chance(seed * 1_000_003 + 2 * batch + protocol);
    let who: Sent["who"] = "";
    const sent = chance.times(BATCH, (): Sent => {
      if (chance.is(SWITCH)) who = who === "" ? "b" : "";
      return { who, words: makeCommand(chance) };
    }).filter((each) => isFor(pair.server, each));
    sent.push(...inspection(known));
    done += sent.length;
    const found = await firstDifference(pair, sent);
    if (found === null) continue;
    const name = sent[found.index].words[0].toUpperCase();
    failures.set(name, (failures.get(name) ?? 0) + 1);
    if (failures.get(name)! > TOLD_MAX) continue;
    const least = await shrink(pair, sent.slice(0, found.index + 1));
    await report(pair, least, `seed ${seed}, batch ${batch}, RESP${protocol}`);
  }
  summarize({ done, protocol, seed, seconds: (performance.now() - startMs) / 1000, failures });
  const without = NAMES.filter((name) => !known.has(name) && name !== "NOSUCHCOMMAND");
  if (without.length > 0) console.log(`fuzz: not on both servers: ${without.join(" ")}`);
  return total(failures);
}

interface Summary {
  readonly done: number;
  readonly protocol: 2 | 3;
  readonly seed: number;
  readonly seconds: number;
  readonly failures: ReadonlyMap<string, number>;
}

function summarize({ done, protocol, seed, seconds, failures }: Summary): void {
  const each = [...failures].map(([name, count]) => `${name} ${count}`).join(", ");
  console.log(
    `fuzz: ${done} commands in RESP${protocol} from seed ${seed} in ${seconds.toFixed(1)} s, ` +
      `${total(failures)} differences${each === "" ? "" : `: ${each}`}`,
  );
}

function total(failures: ReadonlyMap<string, number>): number {
  return [...failures.values()].reduce((sum, count) => sum + count, 0);
}

interface Pair {
  readonly ours: Target;
  readonly real: Target;
  /** What the real one is. */
  readonly server: string;
  readonly protocol: 2 | 3;
}

/** What is left behind by a batch: every key with its value, encoding and lifetime. */
function inspection(known: ReadonlySet<string>): Sent[] {
  const lines = ["RESET", "SELECT 0", "DBSIZE"];
  const keys = Array.from({ length: 8 }, (_, i) => `k${i}`);
  for (const key of keys) lines.push(`GET ${key}`, `OBJECT ENCODING ${key}`, `PTTL ${key}`);
  for (const key of COLLECTIONS) lines.push(`TYPE ${key}`, `PTTL ${key}`);
  // Asked for first: a digest shows what should have expired.
  const rest = ["big0 big1 big2 hll0 hll1 one0 one1 za zb zc zlarge", ...COLLECTIONS].join(" ");
  lines.push(`EXISTS ${rest}`, `DEBUG DIGEST-VALUE ${keys.join(" ")} ${rest}`);
  return lines.map((line): Sent => ({ who: "", words: line.split(" ") }))
    .filter(({ words }) => known.has(words[0]));
}

/**
 * All events of keys are told. Keys whose time is over shall go when they are asked for, not by
 * chance; where DEBUG allows.
 */
async function prepare(target: Target): Promise<void> {
  const link = await target.connect();
  await link.send(request(["DEBUG", "SET-ACTIVE-EXPIRE", "0"]), 1);
  await link.send(request(["CONFIG", "SET", "notify-keyspace-events", "KAmn"]), 1);
  // So that streams of a batch have several blocks.
  await link.send(request(["CONFIG", "SET", "stream-node-max-entries", "7"]), 1);
  link.close();
}

/** Commands that both servers have. */
async function commonCommands({ ours, real }: Pair): Promise<Set<string>> {
  const known = new Set<string>();
  for (const name of [...NAMES, "DEBUG"]) {
    if (await has(ours, [name]) && await has(real, [name])) known.add(name);
  }
  return known;
}

/** The replies to what was sent, and the events that it brought about. */
interface Played {
  readonly replies: readonly string[];
  readonly events: readonly string[];
}

/** Sends everything on fresh connections; one goes on when the other's replies are here. */
async function play(pair: Pair, target: Target, sent: readonly Sent[]): Promise<Played> {
  const links = new Map<Sent["who"], Link>();
  const replies: string[] = [];
  let listener: Link | undefined;
  try {
    for (const who of ["", "b"] as const) {
      const link = await target.connect();
      links.set(who, link);
      const setUp = who === "" ? [["FLUSHALL"], ["ACL", "DELUSER", "u0", "u1", "u2"]] : [];
      if (pair.protocol === 3) setUp.push(["HELLO", "3"]);
      await link.send(setUp.map(request).join(""), setUp.length);
    }
    listener = await target.connect();
    await listener.send(request(["HELLO", "3"]) + request(["PSUBSCRIBE", "__key*"]), 2);
    for (let from = 0; from < sent.length;) {
      const { who } = sent[from];
      let to = from;
      let wire = "";
      while (to < sent.length && sent[to].who === who) wire += request(sent[to++].words);
      replies.push(...await links.get(who)!.send(wire, to - from));
      from = to;
    }
    return { replies, events: await heard(listener) };
  } catch (error) {
    // Replies that did not come are a difference like any other.
    const missing = `(${(error as Error).message})`;
    return { replies: sent.map((_, i) => replies[i] ?? missing), events: [] };
  } finally {
    for (const link of links.values()) link.close();
    listener?.close();
  }
}

/** What a connection has been told so far. */
async function heard(listener: Link): Promise<string[]> {
  const events: string[] = [];
  for (let wire = request(["PING"]);; wire = "") {
    const [frame] = await listener.send(wire, 1);
    if (!frame.startsWith(">")) return events;
    // 7.2 makes a consumer even if there is nothing to read for it; then it can be deleted.
    if (!/xgroup-(create|del)consumer/.test(frame)) events.push(frame);
  }
}

async function firstDifference(
  pair: Pair,
  sent: readonly Sent[],
): Promise<{ index: number } | null> {
  const [actual, expected] = await Promise.all([
    play(pair, pair.ours, sent),
    play(pair, pair.real, sent),
  ]);
  const alikeness = new Alikeness(pair.server);
  for (let i = 0; i < sent.length; i++) {
    const isAlike = alikeness.isAlike(sent[i], actual.replies[i], expected.replies[i]);
    if (!isAlike && !isKnown(pair.server, line(sent[i]), actual.replies[i])) return { index: i };
  }
  const isAsLoud = actual.events.join() === expected.events.join();
  return isAsLoud ? null : { index: sent.length - 1 };
}

/** The fewest commands that still end in a difference (delta debugging; Zeller, 2002). */
async function shrink(pair: Pair, sent: readonly Sent[]): Promise<readonly Sent[]> {
  let kept = sent;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < kept.length - 1;) {
      const fewer = [...kept.slice(0, at), ...kept.slice(Math.min(at + size, kept.length - 1))];
      const found = await firstDifference(pair, fewer);
      if (found === null) at += size;
      else kept = fewer.slice(0, found.index + 1);
    }
  }
  return kept;
}

/** Longer lines are cut: the seed tells the rest. */
const LINE_MAX = 1000;

/** Prints a dialogue that can be pasted into a file of dialogues. */
async function report(pair: Pair, sent: readonly Sent[], where: string): Promise<void> {
  const [actual, expected] = await Promise.all([
    play(pair, pair.ours, sent),
    play(pair, pair.real, sent),
  ]);
  const isAsLoud = actual.events.join() === expected.events.join();
  const isThere = !isAsLoud || sent.some((_, i) => actual.replies[i] !== expected.replies[i]);
  console.log(`## fuzz: ${where}${isThere ? "" : " (gone when played again)"}`);
  sent.forEach((each, i) => {
    const [mine, theirs] = [actual.replies[i], expected.replies[i]];
    tell(`${each.who}> ${line(each)}`, `< ${escape(theirs)}`);
    if (mine !== theirs) tell(`# ours: ${escape(mine)}`);
  });
  if (isAsLoud) return;
  tell(`# events: ${shown(expected.events)}`, `# ours:   ${shown(actual.events)}`);
}

function tell(...lines: string[]): void {
  for (const text of lines) {
    console.log(text.length > LINE_MAX ? `${text.slice(0, LINE_MAX)}[cut]` : text);
  }
}

/** Events as `__keyspace@0__:key set`. */
function shown(events: readonly string[]): string {
  return events.map((frame) =>
    escape(frame.split("\r\n").filter((_, i) => i > 4 && i % 2 === 0).join(" "))
  )
    .join(", ");
}

/** A command as it is typed. */
function line({ words }: Sent): string {
  return words.map((word) =>
    /^[\w.*?+-]+$/.test(word) ? word : quoted(fromLatin1(word), 0, word.length)
  ).join(" ");
}
