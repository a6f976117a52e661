/** `--bigkeys`, `--memkeys`: the biggest key of each type, and how large keys are on average. */

import { average, percent } from "./format.ts";
import {
  askLength,
  askMemory,
  kindOf,
  KINDS,
  shownKey,
  type SizeQuestion,
  sizesOf,
  type TypedKey,
  typedKeys,
} from "./key_kinds.ts";
import { type ModeContext, untilInterrupted } from "./mode.ts";
import { allowReplica, databaseSize, scannedPart, scanPages } from "./scan_pages.ts";

const NOTICE_EVERY = 1_000_000;

/** Looks for the keys with the most elements. */
export function bigKeys(context: ModeContext): Promise<number> {
  return report(context, askLength, (kind) => kindOf(kind).unit);
}

/** Looks for the keys that take the most memory. */
export function memoryKeys(context: ModeContext): Promise<number> {
  return report(context, askMemory(context.options.memorySamples), () => "bytes");
}

async function report(
  context: ModeContext,
  ask: SizeQuestion,
  unit: (kind: string) => string,
): Promise<number> {
  const tally = new KeyTally(unit);
  const client = await context.connect();
  const total = await databaseSize(client);
  let pct = "00.00";
  context.text(
    "\n# Scanning the entire keyspace to find biggest keys as well as\n" +
      "# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec\n" +
      "# per 100 SCAN commands (not usually needed).\n\n",
  );
  const isWhole = await untilInterrupted(async () => {
    await allowReplica(client);
    for await (const page of scanPages(context, client, total, 100)) {
      pct = percent(tally.sampled, total);
      const keys = await typedKeys(client, page.keys);
      const sizes = await sizesOf(context, client, keys, ask);
      for (const [i, key] of keys.entries()) {
        if (tally.add(key, sizes[i])) context.text(`[${pct}%] ${tally.record(key, sizes[i])}\n`);
        if (tally.sampled % NOTICE_EVERY === 0) {
          context.text(`[${pct}%] Sampled ${tally.sampled} keys so far\n`);
        }
      }
      const part = scannedPart(context, page, tally.sampled, total);
      context.progress.show(part, `Keys sampled: ${tally.sampled}`);
    }
  }) && !context.signal.aborted;
  context.text(`\n-------- summary -------\n\n${isWhole ? "" : `[${pct}%] `}${tally.summary()}`);
  return 0;
}

interface KindFigures {
  count: number;
  total: number;
  biggest: number;
  /** As it is shown; null as long as all are empty. */
  biggestKey: string | null;
}

/** How many keys there are of each type, and how large they are. */
export class KeyTally {
  readonly #unit: (kind: string) => string;
  readonly #kinds = new Map<string, KindFigures>();
  #keyBytes = 0;
  sampled = 0;

  constructor(unit: (kind: string) => string) {
    this.#unit = unit;
    for (const { name } of KINDS) this.#kindFigures(name);
  }

  /** Counts a key; true if it is the biggest of its type so far. */
  add({ key, kind }: TypedKey, size: number): boolean {
    const figures = this.#kindFigures(kind);
    figures.count++;
    figures.total += size;
    this.#keyBytes += key.length;
    this.sampled++;
    if (size <= figures.biggest) return false;
    figures.biggest = size;
    figures.biggestKey = shownKey(key);
    return true;
  }

  /** What is said of a key that is the biggest so far. */
  record({ key, kind }: TypedKey, size: number): string {
    const name = kind.padEnd(6);
    return `Biggest ${name} found so far '${shownKey(key)}' with ${size} ${this.#unit(kind)}`;
  }

  /** The report at the end. */
  summary(): string {
    const lines = [
      `Sampled ${this.sampled} keys in the keyspace!`,
      `Total key length in bytes is ${this.#keyBytes}` +
      ` (avg len ${average(this.#keyBytes, this.sampled)})`,
      "",
    ];
    for (const [kind, { biggest, biggestKey }] of this.#kinds) {
      if (biggestKey === null) continue;
      lines.push(
        `Biggest ${kind.padStart(6)} found '${biggestKey}' has ${biggest} ${this.#unit(kind)}`,
      );
    }
    lines.push("");
    for (const [kind, { count, total }] of this.#kinds) {
      lines.push(
        `${count} ${kind}s with ${total} ${this.#unit(kind)}` +
          ` (${percent(count, this.sampled)}% of keys, avg size ${average(total, count)})`,
      );
    }
    return lines.map((line) => `${line}\n`).join("");
  }

  #kindFigures(kind: string): KindFigures {
    let figures = this.#kinds.get(kind);
    if (figures === undefined) {
      figures = { count: 0, total: 0, biggest: 0, biggestKey: null };
      this.#kinds.set(kind, figures);
    }
    return figures;
  }
}
