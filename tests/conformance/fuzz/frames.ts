/**
 * The same damaged bytes to two servers: what they understand, what they refuse, and in which
 * words. Whole commands are cut, doubled and changed; each stream has a connection of its own and
 * leaves nothing behind, so that many are under way at once.
 */

import { fromLatin1 } from "../../../lib/resp/args.ts";
import { quoted } from "../../../lib/resp/quoted.ts";
import { escape } from "../harness/dialogue.ts";
import type { Target } from "../harness/link.ts";
import { request } from "../harness/play.ts";
import { Chance } from "./chance.ts";

export interface FrameFuzzOptions {
  readonly ours: Target;
  readonly real: Target;
  /** How many streams are sent. */
  readonly count: number;
  readonly seed: number;
}

/** Streams under way at the same time. */
const AT_ONCE = 32;
/** After so many differences it is time to look at them. */
const FAILURES_MAX = 10;

/** Runs the fuzzer; returns how many differences were found, each printed as a dialogue. */
export async function fuzzFrames({ ours, real, count, seed }: FrameFuzzOptions): Promise<number> {
  await Promise.all([flush(ours), flush(real)]);
  const startMs = performance.now();
  let failures = 0;
  let done = 0;
  for (; done < count && failures < FAILURES_MAX; done += AT_ONCE) {
    const streams = Array.from(
      { length: AT_ONCE },
      (_, i) => makeStream(new Chance(seed * 1_000_003 + done + i)),
    );
    const differ = await Promise.all(streams.map((stream) => isDifferent(ours, real, stream)));
    for (const stream of streams.filter((_, i) => differ[i])) {
      failures++;
      await report(ours, real, await shrink(ours, real, stream));
    }
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(
    `frames: ${done} streams from seed ${seed} in ${seconds} s, ${failures} differences`,
  );
  return failures;
}

/** Commands that neither change nor show the state of a server. */
const COMMANDS = [
  ["PING"],
  ["PING", "x"],
  ["ECHO", "hello world"],
  ["ECHO", ""],
  ["ECHO", "\r\n\xff\"'\\"],
  ["GET", "missing"],
  ["EXISTS", "missing"],
  ["NOPE", "a", "b"],
  ["MULTI"],
  ["EXEC"],
  ["SELECT", "1"],
  ["RESET"],
  ["QUIT"],
];

const INLINES = [
  "PING",
  "ECHO x",
  'ECHO "a\\x41\\n\\"b"',
  "ECHO 'it\\'s'",
  "  ECHO \t  x  ",
  "",
  "GET missing",
];

/** Bytes that mean something to a reader of requests; redis-server finds no line behind a NUL. */
const ALPHABET = [..."\r\n\r\n*$0123456789-+: \t\"'\\xnab\x0b\x80\xff~%_,(#!=>|."];

function makeStream(chance: Chance): string {
  let wire = chance.times(
    1 + chance.below(5),
    () =>
      chance.is(0.6)
        ? request(chance.pick(COMMANDS))
        : chance.pick(INLINES) + chance.pick(["\r\n", "\r\n", "\n"]),
  ).join("");
  for (let i = chance.below(4); i > 0; i--) wire = mutate(chance, wire);
  return wire;
}

function mutate(chance: Chance, wire: string): string {
  const at = chance.below(wire.length + 1);
  const to = Math.min(wire.length, at + 1 + chance.below(chance.is(0.8) ? 3 : 12));
  switch (chance.below(5)) {
    case 0:
      return wire.slice(0, at) + wire.slice(to);
    case 1:
      return wire.slice(0, at) + chance.pick(ALPHABET) + wire.slice(at);
    case 2:
      return wire.slice(0, at) + chance.pick(ALPHABET) + wire.slice(at + 1);
    case 3:
      return wire.slice(0, to) + wire.slice(at);
    default:
      // The counts are what a reader trusts.
      return wire.replace(
        /\d+/g,
        (digits) =>
          chance.is(0.3)
            ? chance.pick(["-1", "0", "00", "+1", "1", "3", "99", "2147483648", "x", ""])
            : digits,
      );
  }
}

async function flush(target: Target): Promise<void> {
  const link = await target.connect();
  await link.send(request(["FLUSHALL"]), 1);
  link.close();
}

async function answers(target: Target, stream: string): Promise<string> {
  const link = await target.connect();
  try {
    return await link.last(stream);
  } finally {
    link.close();
  }
}

async function isDifferent(ours: Target, real: Target, stream: string): Promise<boolean> {
  const [actual, expected] = await Promise.all([answers(ours, stream), answers(real, stream)]);
  return actual !== expected;
}

/** The fewest bytes that still make a difference. */
async function shrink(ours: Target, real: Target, stream: string): Promise<string> {
  for (let size = Math.ceil(stream.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < stream.length;) {
      const fewer = stream.slice(0, at) + stream.slice(at + size);
      if (await isDifferent(ours, real, fewer)) stream = fewer;
      else at += size;
    }
  }
  return stream;
}

async function report(ours: Target, real: Target, stream: string): Promise<void> {
  console.log(`raw> ${quoted(fromLatin1(stream), 0, stream.length)}`);
  console.log(`< ${escape(await answers(real, stream))}`);
  console.log(`# ours: ${escape(await answers(ours, stream))}`);
}
