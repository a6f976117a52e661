/** `--lru-test`: writes and reads keys of which some are used more, and tells how many were there. */

import { fixed } from "./format.ts";
import { INTERRUPTED, Interrupted, type ModeContext } from "./mode.ts";
import type { ModeClient } from "./mode_client.ts";

const ROUND_MS = 1000;
const PIPELINE = 250;
/** With this, a fifth of the keys gets four fifths of the requests. */
const ALPHA = 6.2;

export async function lruTest(context: ModeContext): Promise<number> {
  const { rounds, options: { keyCount: keys = 1_000_000 } } = context;
  const client = await context.connect();
  try {
    for (let round = 0; round < rounds; round++) {
      const endMs = context.now() + ROUND_MS;
      let [hits, misses] = [0, 0];
      while (context.now() < endMs) {
        await write(client, keys);
        const found = await read(context, client, keys);
        hits += found.hits;
        misses += found.misses;
      }
      context.text(lruLine(hits, misses));
    }
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    throw error;
  }
  return 0;
}

async function write(client: ModeClient, keys: number): Promise<void> {
  const sets = Array.from(
    { length: PIPELINE },
    () => client.send("SET", keyName(keys, Math.random()), letters()),
  );
  await Promise.all(sets);
}

async function read(
  { problem }: ModeContext,
  client: ModeClient,
  keys: number,
): Promise<{ hits: number; misses: number }> {
  const gets = Array.from(
    { length: PIPELINE },
    () => client.send("GET", keyName(keys, Math.random())),
  );
  let [hits, misses] = [0, 0];
  for (const reply of await Promise.all(gets)) {
    if (reply.type === "error") problem(reply.text);
    else if (reply.type === "nil") misses++;
    else hits++;
  }
  return { hits, misses };
}

/** The report of a second. */
export function lruLine(hits: number, misses: number): string {
  const total = hits + misses;
  const share = (count: number) => fixed(total === 0 ? 0 : count / total * 100, 2);
  return `${total} Gets/sec | Hits: ${hits} (${share(hits)}%)` +
    ` | Misses: ${misses} (${share(misses)}%)\n`;
}

/** One of so many names, by a power law; `random` is in [0, 1). */
export function keyName(keys: number, random: number): string {
  const power = ALPHA + 1;
  const drawn = (((keys + 1) ** power - 1) * random + 1) ** (1 / power);
  return `lru:${keys - Math.trunc(drawn) + 1}`;
}

function letters(): string {
  const codes = Array.from({ length: 5 }, () => 65 + Math.floor(Math.random() * 57));
  return String.fromCharCode(...codes);
}
