/** `--hotkeys`: the keys that are used most, as a server with an LFU policy counts it. */

import { percent } from "./format.ts";
import { shownKey } from "./key_kinds.ts";
import { type ModeContext, ModeError, untilInterrupted } from "./mode.ts";
import type { ModeClient } from "./mode_client.ts";
import { allowReplica, databaseSize, scannedPart, scanPages } from "./scan_pages.ts";

const DEFAULT_TOP = 16;
const NOTICE_EVERY = 1_000_000;

export async function hotKeys(context: ModeContext): Promise<number> {
  const hottest = new Hottest(context.options.top ?? DEFAULT_TOP);
  const client = await context.connect();
  const total = await databaseSize(client);
  let [sampled, pct] = [0, "00.00"];
  context.text(
    "\n# Scanning the entire keyspace to find hot keys as well as\n" +
      "# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec\n" +
      "# per 100 SCAN commands (not usually needed).\n\n",
  );
  const isWhole = await untilInterrupted(async () => {
    await allowReplica(client);
    for await (const page of scanPages(context, client, total, 100)) {
      pct = percent(sampled, total);
      const frequencies = await frequenciesOf(context, client, page.keys);
      for (const [i, key] of page.keys.entries()) {
        if (++sampled % NOTICE_EVERY === 0) {
          context.text(`[${pct}%] Sampled ${sampled} keys so far\n`);
        }
        if (!hottest.add(key, frequencies[i])) continue;
        const counter = frequencies[i];
        context.text(
          `[${pct}%] Hot key '${shownKey(key)}' found so far with counter ${counter}\n`,
        );
      }
      context.progress.show(scannedPart(context, page, sampled, total), `Keys sampled: ${sampled}`);
    }
  }) && !context.signal.aborted;
  context.text(
    `\n-------- summary -------\n\n${isWhole ? "" : `[${pct}%] `}` +
      `Sampled ${sampled} keys in the keyspace!\n`,
  );
  for (const { key, counter } of hottest.list()) {
    context.text(`hot key found with counter: ${counter}\tkeyname: ${shownKey(key)}\n`);
  }
  return 0;
}

async function frequenciesOf(
  { problem }: ModeContext,
  client: ModeClient,
  keys: readonly Uint8Array[],
): Promise<number[]> {
  const replies = await Promise.all(keys.map((key) => client.send("OBJECT", "FREQ", key)));
  return replies.map((reply, i) => {
    if (reply.type === "integer") return Number(reply.value);
    if (reply.type === "error") throw new ModeError(`Error: ${reply.text}`);
    problem(`Warning: OBJECT freq on '${shownKey(keys[i])}' failed (may have been deleted)`);
    return 0;
  });
}

interface HotKey {
  readonly key: Uint8Array;
  readonly counter: number;
}

/** The keys with the highest counters; of two that are equal, the one that came first. */
export class Hottest {
  readonly #max: number;
  /** Coldest first. */
  #keys: HotKey[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** True if the key belongs to the hottest so far. */
  add(key: Uint8Array, counter: number): boolean {
    const place = this.#keys.findIndex((other) => other.counter >= counter);
    const isFull = this.#keys.length === this.#max;
    if (counter === 0 || (isFull && place === 0)) return false;
    this.#keys.splice(place < 0 ? this.#keys.length : place, 0, { key, counter });
    if (isFull) this.#keys.shift();
    return true;
  }

  /** Hottest first. */
  list(): HotKey[] {
    return this.#keys.toReversed();
  }
}
