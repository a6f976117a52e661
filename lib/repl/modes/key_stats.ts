/** `--keystats`: the largest keys, and how memory, lengths and names are spread over types. */

import { bytesText, fixed } from "./format.ts";
import {
  askLength,
  askMemory,
  kindOf,
  KINDS,
  shownKey,
  sizesOf,
  type TypedKey,
  typedKeys,
} from "./key_kinds.ts";
import { type ModeContext, untilInterrupted } from "./mode.ts";
import { allowReplica, databaseSize, scannedPart, scanPages } from "./scan_pages.ts";
import { SizeDistribution } from "./size_distribution.ts";

const DEFAULT_TOP = 10;

export async function keyStats(context: ModeContext): Promise<number> {
  const stats = new KeyStats(context.options.top ?? DEFAULT_TOP);
  const client = await context.connect();
  const total = await databaseSize(client);
  const askForMemory = askMemory(context.options.memorySamples);
  let cursor = context.options.cursor ?? "0";
  let part = 0;
  context.text(
    "\n# Scanning the entire keyspace to find the biggest keys and distribution information.\n" +
      "# Use -i 0.1 to sleep 0.1 sec per 100 SCAN commands (not usually needed).\n" +
      "# Use --cursor <n> to start the scan at the cursor <n> (usually after a Ctrl-C).\n" +
      "# Use --top <n> to display <n> top key sizes (default is 10).\n" +
      "# Ctrl-C to stop the scan.\n\n",
  );
  const isWhole = await untilInterrupted(async () => {
    await allowReplica(client);
    for await (const page of scanPages(context, client, total, 100)) {
      const keys = await typedKeys(client, page.keys);
      const [sizes, lengths] = await Promise.all([
        sizesOf(context, client, keys, askForMemory),
        sizesOf(context, client, keys, askLength),
      ]);
      for (const [i, key] of keys.entries()) stats.add(key, sizes[i], lengths[i]);
      cursor = page.cursor;
      part = scannedPart(context, page, stats.sampled, total);
      const size = bytesText(stats.bytes);
      context.progress.show(part, `Keys sampled: ${stats.sampled}, ${size}`);
    }
  }) && !context.signal.aborted;
  context.text(`${fixed(part * 100, 2).padStart(6)}% keys scanned\n${stats.report()}`);
  if (!isWhole && cursor !== "0") {
    context.text(
      "\nScan interrupted:\n" +
        `Use 'respite cli --keystats --cursor ${cursor}' to restart from the last cursor.\n`,
    );
  }
  return 0;
}

interface Largest {
  readonly amount: number;
  /** As it is shown. */
  readonly key: string;
}

interface KindStats {
  readonly kind: string;
  count: number;
  bytes: number;
  length: number;
  largest: Largest | null;
  longest: Largest | null;
}

interface TopKey {
  readonly bytes: number;
  readonly kind: string;
  readonly key: string;
}

/** Names up to so many bytes are counted together. */
const NAME_BOUNDS = [
  ...[32, 256, 64 * 1024, 1024 ** 2, 16 * 1024 ** 2, 128 * 1024 ** 2, 512 * 1024 ** 2],
  Infinity,
];

export class KeyStats {
  readonly #topMax: number;
  /** Largest first. */
  #top: TopKey[] = [];
  readonly #kinds = new Map<string, KindStats>();
  readonly #sizes = new SizeDistribution();
  /** How many names have each of the NAME_BOUNDS. */
  readonly #names: number[] = NAME_BOUNDS.map(() => 0);
  #longestName = 0;
  #nameBytes = 0;
  sampled = 0;
  bytes = 0;

  constructor(topMax: number) {
    this.#topMax = topMax;
    for (const { name } of KINDS) this.#kindStats(name);
  }

  /** Counts a key with its bytes of memory and its number of elements. */
  add({ key, kind }: TypedKey, bytes: number, length: number): void {
    this.sampled++;
    this.bytes += bytes;
    this.#sizes.add(bytes);
    this.#nameBytes += key.length;
    this.#longestName = Math.max(this.#longestName, key.length);
    this.#names[NAME_BOUNDS.findIndex((bound) => key.length <= bound)]++;
    const stats = this.#kindStats(kind);
    stats.count++;
    stats.bytes += bytes;
    stats.length += length;
    if (bytes > (stats.largest?.amount ?? 0)) {
      stats.largest = { amount: bytes, key: shownKey(key) };
    }
    if (length > (stats.longest?.amount ?? 0)) {
      stats.longest = { amount: length, key: shownKey(key) };
    }
    this.#place(key, kind, bytes);
  }

  /** The report, with its line ends. */
  report(): string {
    const lines = [
      ...[`Keys sampled: ${this.sampled}`, `Keys size:    ${bytesText(this.bytes)}`, ""],
      ...[...this.#largestLines(), ""],
      ...[...this.#sizeLines(), ""],
      ...[...this.#nameLines(), ""],
      ...this.#kindLines(),
    ];
    return lines.map((line) => `${line}\n`).join("");
  }

  #place(key: Uint8Array, kind: string, bytes: number): void {
    if (this.#top.length === this.#topMax && bytes <= (this.#top.at(-1)?.bytes ?? Infinity)) return;
    const place = this.#top.findIndex((other) => other.bytes < bytes);
    const entry = { bytes, kind, key: shownKey(key) };
    this.#top.splice(place < 0 ? this.#top.length : place, 0, entry);
    if (this.#top.length > this.#topMax) this.#top.pop();
  }

  #largestLines(): string[] {
    const kinds = [...this.#kinds.values()];
    return [
      `--- Top ${this.#topMax} key sizes ---`,
      ...this.#top.map(({ bytes, kind, key }, i) =>
        `${String(i + 1).padStart(3)} ${bytesText(bytes).padStart(8)} ${kind.padEnd(10)} ${key}`
      ),
      "",
      "--- Top size per type ---",
      ...kinds.flatMap(({ kind, largest }) =>
        largest ? [`${kind.padEnd(10)} ${largest.key} is ${bytesText(largest.amount)}`] : []
      ),
      "",
      "--- Top length and cardinality per type ---",
      ...kinds.flatMap(({ kind, longest }) =>
        longest ? [`${kind.padEnd(10)} ${longest.key} has ${lengthText(kind, longest.amount)}`] : []
      ),
    ];
  }

  #sizeLines(): string[] {
    if (this.#sizes.count === 0) return ["No key size samples collected"];
    return [
      "Key size Percentile Total keys",
      "-------- ---------- -----------",
      ...this.#sizes.rows().map(({ size, count }) =>
        `${bytesText(size).padStart(8)} ${this.#share(count, 9, 4)} ${String(count).padStart(11)}`
      ),
      "Note: 0.01% size precision" +
      `, Mean: ${bytesText(Math.trunc(this.#sizes.mean()))}` +
      `, StdDeviation: ${bytesText(Math.trunc(this.#sizes.deviation()))}`,
    ];
  }

  #nameLines(): string[] {
    const lines = [
      "Key name length Percentile Total keys",
      "--------------- ---------- -----------",
    ];
    let seen = 0;
    for (const [i, count] of this.#names.entries()) {
      if (count === 0) continue;
      seen += count;
      const bound = bytesText(Math.min(NAME_BOUNDS[i], this.#longestName));
      lines.push(`${bound.padStart(15)} ${this.#share(seen, 9, 4)} ${String(seen).padStart(11)}`);
    }
    const mean = this.sampled === 0 ? "0" : bytesText(Math.trunc(this.#nameBytes / this.sampled));
    lines.push(`Total key length is ${bytesText(this.#nameBytes)} (${mean} avg)`);
    return lines;
  }

  #kindLines(): string[] {
    const present = [...this.#kinds.values()].filter(({ count }) => count > 0);
    return [
      "Type        Total keys  Keys % Tot size Avg size  Total length/card Avg ln/card",
      "--------- ------------ ------- -------- -------- ------------------ -----------",
      ...present.map(({ kind, count, bytes, length }) =>
        [
          kind.padEnd(10),
          String(count).padStart(11),
          this.#share(count, 6, 2),
          bytesText(bytes).padStart(8),
          bytesText(Math.trunc(bytes / count)).padStart(8),
          lengthText(kind, length).padStart(18),
          averageLengthText(kind, length / count).padStart(11),
        ].join(" ")
      ),
    ];
  }

  /** How many of the sampled keys these are, in percent. */
  #share(count: number, width: number, digits: number): string {
    return `${fixed(100 * count / this.sampled, digits).padStart(width)}%`;
  }

  #kindStats(kind: string): KindStats {
    let stats = this.#kinds.get(kind);
    if (stats === undefined) {
      stats = { kind, count: 0, bytes: 0, length: 0, largest: null, longest: null };
      this.#kinds.set(kind, stats);
    }
    return stats;
  }
}

function lengthText(kind: string, length: number): string {
  const { sizeCommand, unit } = kindOf(kind);
  if (sizeCommand === null) return "- ";
  return unit === "bytes" ? bytesText(length) : `${length} ${unit}`;
}

function averageLengthText(kind: string, average: number): string {
  const { sizeCommand, unit } = kindOf(kind);
  if (sizeCommand === null) return "- ";
  return unit === "bytes" ? bytesText(Math.round(average)) : fixed(average, 2);
}
