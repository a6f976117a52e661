/** Lines kept under a name, with places for arguments; in a file of JSON beside the history. */

import fs from "node:fs";
import path from "node:path";
import { mayUseFile } from "../runtime/permissions.ts";
import { historyFile } from "./edit/history.ts";

/** Where snippets are kept; null if that cannot be known. */
export function snippetsFile(history: string | null = historyFile()): string | null {
  if (history === null) return null;
  const { dir, base } = path.parse(history);
  const name = base.replace(/history$/, "snippets");
  return path.join(dir, name === base ? `${base}_snippets` : name);
}

type Lines = readonly string[];

export class Snippets {
  readonly #file: string | null;
  /** Until a file is read, or if there can be none. */
  #known: Record<string, Lines> = {};

  constructor(file: string | null) {
    this.#file = file !== null && mayUseFile(file) ? file : null;
  }

  /** All snippets, by name. Throws Error if the file is no such thing. */
  all(): [name: string, lines: Lines][] {
    return Object.entries(this.#read()).sort(([one], [other]) => one < other ? -1 : 1);
  }

  /** The lines of this name; null without. Throws as `all`. */
  get(name: string): Lines | null {
    const all = this.#read();
    return Object.hasOwn(all, name) ? all[name] : null;
  }

  /** Keeps lines under a name; null forgets it. Throws as `all`, or the system's error. */
  set(name: string, lines: Lines | null): void {
    const { [name]: _, ...rest } = this.#read();
    this.#known = lines === null ? rest : { ...rest, [name]: lines };
    if (this.#file === null) return;
    const text = `${JSON.stringify(this.#known, null, 2)}\n`;
    fs.writeFileSync(`${this.#file}.new`, text, { mode: 0o600 });
    fs.renameSync(`${this.#file}.new`, this.#file);
  }

  /** Another prompt may have written meanwhile. */
  #read(): Record<string, Lines> {
    if (this.#file === null || !fs.existsSync(this.#file)) return this.#known;
    let value: unknown;
    try {
      value = JSON.parse(fs.readFileSync(this.#file, "utf8"));
    } catch (error) {
      throw new Error(`Cannot read ${this.#file}: ${(error as Error).message}`);
    }
    const isWell = typeof value === "object" && value !== null && !Array.isArray(value) &&
      Object.values(value).every((lines) =>
        Array.isArray(lines) && lines.every((line) => typeof line === "string")
      );
    if (!isWell) throw new Error(`Cannot read ${this.#file}: it must map names to lists of lines`);
    return this.#known = value as Record<string, Lines>;
  }
}

/** A place for an argument: `$1`, `$*` for all, `$$` for the character itself. */
const PLACE = /\$(?:(\d+)|([*$]))/g;

/** The greatest number of an argument that lines have a place for. */
export function argumentsOf(lines: Lines): number {
  const numbers = lines.flatMap((line) =>
    [...line.matchAll(PLACE)].map(([, number = "0"]) => Number(number))
  );
  return Math.max(0, ...numbers);
}

/**
 * A line with arguments in its places, each a single word, or a part of one, whatever it is made
 * of. Arguments that are missing are empty.
 */
export function filledIn(line: string, args: readonly string[]): string {
  return line.replaceAll(PLACE, (_, number: string | undefined, sign: string, at: number) => {
    if (sign === "$") return "$";
    const context = quoteAt(line, at);
    if (sign === "*") return args.map((arg) => inContext(arg, context)).join(" ");
    return inContext(args[Number(number) - 1] ?? "", context);
  });
}

/** The quote that is open at an index of a line; empty if none is. */
function quoteAt(line: string, index: number): string {
  let quote = "";
  for (let i = 0; i < index; i++) {
    const char = line[i];
    if (char === "\\" && quote !== "") i++;
    else if (char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
  }
  return quote;
}

function inContext(arg: string, quote: string): string {
  if (quote === '"') return escaped(arg);
  if (quote === "'") return arg.replaceAll("'", "\\'");
  return /^[^\s"'\\|]+$/.test(arg) ? arg : `"${escaped(arg)}"`;
}

function escaped(arg: string): string {
  return arg.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
