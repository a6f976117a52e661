/**
 * The kinds of parameter: how each is read, printed and written to a file.
 *
 * Every setting has two faces. Its *text* is the canonical form that CONFIG GET prints, exact to
 * the last digit; its *value* is what the code of the server wants to read: a number, a boolean, a
 * list. Reading accepts many spellings and yields both. The text of a setting, read again, gives
 * the same setting: that is how a failed CONFIG SET is rolled back.
 */

import { BadValue } from "./error.ts";
import { quoteWord } from "./text.ts";
import { formatMemory, parseInteger, parseMemory, parseOctal, parseYesNo } from "./units.ts";

/** A setting as both the text that CONFIG GET prints and the value that the server reads. */
export interface Setting<T> {
  readonly text: string;
  readonly value: T;
}

/** A line of a rewritten file. `force`: to be added where the old file does not have one. */
export interface RewrittenLine {
  readonly line: string;
  readonly force: boolean;
}

/** How one kind of parameter behaves. */
export interface Kind<T> {
  /** Takes any number of words; otherwise exactly one, which may hold blanks. */
  readonly multi: boolean;
  /**
   * Reads a setting. `previous` is the text in force, for kinds that change only a part of it.
   * Throws BadValue.
   */
  read(words: readonly string[], previous: string): Setting<T>;
  /** The lines for CONFIG REWRITE; none means that the file should not mention the parameter. */
  lines(name: string, text: string, initial: string): RewrittenLine[];
}

/** A kind whose one word is read by a function and whose text goes into a file as it stands. */
function single<T>(
  read: (word: string) => Setting<T>,
  show: (text: string) => string = (text) => text,
): Kind<T> {
  return {
    multi: false,
    read: (words) => read(words[0]),
    lines: (name, text, initial) => [{ line: `${name} ${show(text)}`, force: text !== initial }],
  };
}

/** `yes` or `no`. */
export const YES_NO: Kind<boolean> = single((word) => {
  const value = parseYesNo(word);
  if (value === undefined) throw new BadValue("argument must be 'yes' or 'no'");
  return { text: value ? "yes" : "no", value };
});

function checkRange(value: bigint, min: bigint, max: bigint, radix: number = 10): void {
  if (value >= min && value <= max) return;
  const range = `${min.toString(radix)} and ${max.toString(radix)}`;
  throw new BadValue(`argument must be between ${range} inclusive`);
}

/** A whole number in a range, both ends included. Beyond 2^53 the value is rounded, never the text. */
export function integerKind(min: bigint, max: bigint, clamp?: [bigint, bigint]): Kind<number> {
  return single((word) => {
    let value = parseInteger(word);
    if (value === undefined) throw new BadValue("argument couldn't be parsed into an integer");
    checkRange(value, min, max);
    if (clamp && value < clamp[0]) value = clamp[0];
    if (clamp && value > clamp[1]) value = clamp[1];
    return { text: `${value}`, value: Number(value) };
  });
}

/** A number of bytes, printed as plain digits and written to files with its unit. */
export function memoryKind(min: bigint, max: bigint): Kind<number> {
  return single((word) => {
    const value = parseMemory(word);
    if (value === undefined) throw new BadValue("argument must be a memory value");
    checkRange(value, min, max);
    return { text: `${value}`, value: Number(value) };
  }, (text) => formatMemory(BigInt(text)));
}

/**
 * A number of bytes, or a percentage of `maxmemory`, whose value is then negative: `5%` is -5.
 * A size of 2^63 and above turns up as a percentage, because Redis keeps both in one signed word.
 */
export const MEMORY_OR_PERCENT: Kind<number> = single((word) => {
  const percent = /^[ \t-\r]*\+?(\d+)%$/.exec(word);
  const parsed = percent ? -BigInt(percent[1]) : parseMemory(word);
  if (parsed === undefined) throw new BadValue("argument must be a memory or percent value");
  const value = percent ? parsed : BigInt.asIntN(64, parsed);
  if (value < -100n) throw new BadValue("percentage argument must be less or equal to 100");
  return { text: value < 0n ? `${-value}%` : `${value}`, value: Number(value) };
}, (text) => text.endsWith("%") ? text : formatMemory(BigInt(text)));

/** File permissions in octal. */
export const PERMISSIONS: Kind<number> = single((word) => {
  const value = parseOctal(word);
  if (value === undefined) throw new BadValue("argument couldn't be parsed as an octal number");
  checkRange(value, 0n, 0o777n, 8);
  return { text: value.toString(8), value: Number(value) };
});

function oneOf(words: readonly string[]): BadValue {
  return new BadValue(`argument(s) must be one of the following: ${words.join(", ")}`);
}

/** One of a few words, in any case. A synonym is accepted and printed as the word it stands for. */
export function wordKind<const W extends string>(
  words: readonly W[],
  synonyms: Readonly<Record<string, W>> = {},
): Kind<W> {
  return single((word) => {
    const lower = word.toLowerCase();
    const value = words.find((known) => known === lower) ?? synonyms[lower];
    if (value === undefined) {
      // The error lists a synonym right after its word: `no, yes, relative, absolute`.
      throw oneOf(words.flatMap((known) => [
        known,
        ...Object.keys(synonyms).filter((other) => synonyms[other] === known),
      ]));
    }
    return { text: value, value };
  });
}

/** Several of a few words at once, or the `none` word alone; printed in the order of the list. */
export function wordSetKind<const W extends string>(
  none: string,
  words: readonly W[],
  check: (chosen: ReadonlySet<W>) => void,
): Kind<ReadonlySet<W>> {
  return {
    multi: true,
    read(args) {
      const lower = args.map((arg) => arg.toLowerCase());
      if (!lower.length || lower.some((arg) => arg !== none && !words.some((w) => w === arg))) {
        throw oneOf([none, ...words]);
      }
      const value = new Set(words.filter((word) => lower.includes(word)));
      check(value);
      return { text: [...value].join(" ") || none, value };
    },
    lines: (name, text, initial) => [{ line: `${name} ${text}`, force: text !== initial }],
  };
}

/** How a text parameter differs from plain text. */
export interface TextOptions {
  /** The empty text means "not set": a rewritten file leaves the parameter out. */
  readonly optional?: boolean;
  /** Keeps bytes after a NUL, where other texts end. */
  readonly binary?: boolean;
  /** Says in Redis's words what is wrong with a text; undefined when it is fine. */
  readonly check?: (text: string) => string | undefined;
  /** A rewritten file always states it. */
  readonly always?: boolean;
}

/** Any text, bytes as characters. */
export function textKind(options: TextOptions = {}): Kind<string> {
  return {
    multi: false,
    read([word]) {
      const value = options.binary ? word : word.split("\0", 1)[0];
      const reason = options.check?.(value);
      if (reason !== undefined) throw new BadValue(reason);
      return { text: value, value };
    },
    lines(name, text, initial) {
      if (options.optional && text === "") return [];
      const force = options.always === true || text !== initial;
      return [{ line: `${name} ${quoteWord(text)}`, force }];
    },
  };
}
