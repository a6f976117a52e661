/** The lines of MONITOR: read, sifted, shown. */

import type { CommandSpec } from "../../commands/spec.ts";
import { fromLatin1 } from "../../resp/args.ts";
import type { Theme } from "../print/theme.ts";
import { quotedText } from "../print/values/text.ts";
import { textsOf, wordsOf } from "../words.ts";
import { globTest } from "./glob.ts";

/** One command that somebody sent. */
export interface Monitored {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly db: string;
  /** `127.0.0.1:50000`, `unix:/path`, or `lua`. */
  readonly client: string;
  /** In Latin-1. */
  readonly words: readonly string[];
}

const LINE = /^(\d+\.\d+) \[(\d+) ([^\]]*(?:\][^\]" ]*)*)\] (".*)$/s;

/** `1339518083.107412 [0 127.0.0.1:60866] "keys" "*"`; null if it is none. */
export function readMonitored(line: string): Monitored | null {
  const [, time, db, client, quoted] = LINE.exec(line) ?? [];
  if (quoted === undefined) return null;
  const words = wordsOf(fromLatin1(quoted));
  return words && { timeMs: Number(time) * 1000, db, client, words: textsOf(words) };
}

export interface MonitorFilter {
  /** What the address contains, or a pattern for all of it. */
  readonly client?: string;
  /** A pattern for one of the keys. */
  readonly key?: string;
  /** Names of commands, with commas between. */
  readonly command?: string;
  readonly db?: string;
}

/** A test by all of what is given. */
export function monitorTest(
  { client, key, command, db }: MonitorFilter,
  specs: readonly CommandSpec[],
): (one: Monitored) => boolean {
  const names = command?.toUpperCase().split(",");
  const keyTest = key === undefined ? null : globTest(key);
  const clientTest = client === undefined ? null : globTest(`*${client}*`);
  return (one) =>
    (db === undefined || one.db === db) &&
    (clientTest === null || clientTest(one.client)) &&
    (names === undefined || names.includes(one.words[0].toUpperCase())) &&
    (keyTest === null || keysIn(one.words, specs).some(keyTest));
}

/** The keys of a command, as far as its spec tells where they are; else all its arguments. */
export function keysIn(words: readonly string[], specs: readonly CommandSpec[]): readonly string[] {
  const named = (list: readonly CommandSpec[] | undefined, word: string | undefined) =>
    list?.find(({ name }) => name === word?.toUpperCase());
  const command = named(specs, words[0]);
  const spec = named(command?.subcommands, words[1]) ?? command;
  if (spec === undefined) return words.slice(1);
  return (spec.keys ?? []).flatMap(({ begin, find }) => {
    const first = begin === "unknown"
      ? -1
      : "index" in begin
      ? begin.index
      : words.findIndex((word, i) =>
            i >= Math.abs(begin.startFrom) && word.toUpperCase() === begin.keyword
          ) + 1 || -1;
    if (first < 0 || find === "unknown") return words.slice(1);
    if ("keynumIndex" in find) {
      const start = first + find.firstKey;
      return words.slice(start, start + Number(words[first + find.keynumIndex]));
    }
    const { last, step, limit } = find;
    const rest = words.length - first;
    const end = last >= 0
      ? first + last
      : limit > 1 && last === -1
      ? first + Math.floor(rest / limit) - 1
      : words.length + last;
    const keys: string[] = [];
    for (let at = first; at <= end && at < words.length; at += step) keys.push(words[at]);
    return keys;
  });
}

/** One line, in Latin-1, with its end: time of the day (UTC), client, database, command. */
export function monitoredText({ timeMs, db, client, words }: Monitored, theme: Theme): string {
  const time = new Date(timeMs).toISOString().slice(11, 23);
  const [name, ...rest] = words.map((word) => quotedText(fromLatin1(word)));
  const place = db === "0" ? client : `${client} [${db}]`;
  return `${theme.note(`${time} ${place}`)} ${
    [theme.key(name.slice(1, -1)), ...rest.map(theme.string)].join(" ")
  }\n`;
}
