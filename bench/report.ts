/** What benchmarks print, and how they read their few options. */

import os from "node:os";
import process from "node:process";

/** Options that all benchmarks share. */
export interface BenchOptions {
  /** JSON for machines instead of a table. */
  readonly json: boolean;
  /** A run of a few seconds that proves no more than that everything works. */
  readonly tiny: boolean;
  /** `--name N`: a number, or the default. */
  number(name: string, otherwise: number): number;
  /** `--name WORD,WORD`: the words, none if it is absent. */
  words(name: string): readonly string[];
}

/** Reads `--json --tiny --name N --name WORD,WORD`. */
export function readOptions(args: readonly string[]): BenchOptions {
  return {
    json: args.includes("--json"),
    tiny: args.includes("--tiny"),
    number(name, otherwise) {
      const at = args.indexOf(`--${name}`);
      const value = at < 0 ? otherwise : Number(args[at + 1]);
      if (!(value > 0)) fail(`--${name} needs a number`);
      return value;
    },
    words(name) {
      const at = args.indexOf(`--${name}`);
      return at < 0 ? [] : (args[at + 1] ?? "").split(",");
    },
  };
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A Markdown table; columns of numbers are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((title, i) => {
    const cells = rows.map((row) => row[i]);
    return {
      width: Math.max(title.length, ...cells.map(({ length }) => length)),
      isNumeric: cells.every((cell) => /^[-\d.,]+$/.test(cell)),
    };
  });
  const line = (cells: readonly string[]) =>
    `| ${
      cells.map((cell, i) => {
        const { width, isNumeric } = columns[i];
        return isNumeric ? cell.padStart(width) : cell.padEnd(width);
      }).join(" | ")
    } |`;
  const rule = columns.map(({ width, isNumeric }) =>
    isNumeric ? "-".repeat(width - 1) + ":" : "-".repeat(width)
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** The processor and memory of this machine, in one line. */
export function machine(): string {
  const cpus = os.cpus();
  const gib = (os.totalmem() / 2 ** 30).toFixed(0);
  return `${
    cpus[0]?.model ?? process.arch
  } × ${cpus.length}, ${gib} GiB, ${os.type()} ${os.release()}`;
}

/** Says what is missing and ends with 1. */
export function fail(message: string): never {
  console.error(`bench: ${message}`);
  process.exit(1);
}

/** Something that takes a while; not part of the result. */
export function progress(line: string): void {
  console.error(line);
}
