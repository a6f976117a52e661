/** What may stand at the cursor. */

import type { Candidate, Completion } from "../edit/assistant.ts";
import { Analyst, findOwn, innerCommand, type Vocabulary } from "./analyse.ts";
import { grammarOf } from "./grammar/grammar.ts";
import { type Expected, match } from "./grammar/match.ts";
import { readText, TypedCommand } from "./line.ts";
import type { AskedServer, Name } from "./names/asked_server.ts";
import { channels } from "./names/administration.ts";
import { grouped } from "./names/groups.ts";
import { keysWith } from "./names/keys.ts";
import { typeable } from "./names/quoting.ts";
import { namesFor } from "./names/sources.ts";
import { ownArgument, PROMPT_WORDS } from "./own.ts";
import type { FoundCommand } from "./specs/book.ts";
import type { ArgSpec } from "./specs/facts.ts";

/** So many names are offered at most. */
const OFFERED_MAX = 200;
/** Arguments whose names are grouped by their parts. */
const GROUPED: ReadonlySet<string> = new Set(["key", "pattern"]);

/** Completes the word before `text[cursor]`. */
export async function completeAt(
  text: string,
  cursor: number,
  vocabulary: Vocabulary,
  server: AskedServer,
  signal: AbortSignal,
): Promise<Completion> {
  const before = text.slice(0, cursor);
  const { commands } = readText(before, (name) => findOwn(vocabulary.own, name));
  const last = commands.at(-1);
  const line = last !== undefined && last.end >= cursor ? last : new TypedCommand(before);
  const isInside = line.count > 0 && line.ends[line.count - 1] === cursor;
  const start = isInside ? line.starts[line.count - 1] : cursor;
  if (line.pipe >= 0) return { start, candidates: [] };
  server.begin(signal);
  const done = isInside ? line.without() : line;
  const prefix = isInside ? line.bytes(line.count - 1) : "";
  const completer = new Completer(done, prefix, vocabulary, server, signal);
  return { start, candidates: await completer.candidates() };
}

class Completer {
  readonly #line: TypedCommand;
  readonly #prefix: string;
  readonly #vocabulary: Vocabulary;
  readonly #server: AskedServer;
  readonly #signal: AbortSignal;

  /** `line`: the words before; `prefix`: what is there of the one to complete, as bytes. */
  constructor(
    line: TypedCommand,
    prefix: string,
    vocabulary: Vocabulary,
    server: AskedServer,
    signal: AbortSignal,
  ) {
    this.#line = line;
    this.#prefix = prefix;
    this.#vocabulary = vocabulary;
    this.#server = server;
    this.#signal = signal;
  }

  /** Completes as if the line began with the word `from`. */
  async candidates(from = 0): Promise<Candidate[]> {
    const line = this.#line;
    if (from === line.count) return this.#first(from > 0);
    const word = line.word(from);
    if (word.startsWith("\\") && !line.isQuoted(from)) return await this.#own(from);
    if (/^[-+]?\d+$/.test(word)) return await this.candidates(from + 1);
    if (/^(help|\?)$/i.test(word)) return this.#help(from + 1);
    const found = this.#vocabulary.book.find(line.words(from, Math.min(from + 2, line.count)));
    return found === null ? [] : await this.#command(found, from);
  }

  /** The first word of a line. */
  #first(isInner: boolean): Candidate[] {
    if (this.#prefix.startsWith("\\")) {
      return this.#vocabulary.own.map(({ name, summary }) => ({ text: `\\${name}`, note: summary }))
        .filter(({ text }) => text.startsWith(this.#prefix));
    }
    const words = isInner || this.#prefix === ""
      ? []
      : PROMPT_WORDS.map(({ name, summary }) => ({ name, note: summary }));
    const names = this.#fitting([...this.#commandNames(), ...words]);
    return this.#cased(unique(names)).sort((a, b) => a.text < b.text ? -1 : 1);
  }

  #help(from: number): Candidate[] {
    const line = this.#line;
    const { book } = this.#vocabulary;
    if (from < line.count) {
      const found = book.find(line.words(from));
      return found === null ? [] : this.#subcommands(found);
    }
    if (!this.#prefix.startsWith("@")) return this.#cased(this.#fitting(this.#commandNames()));
    const groups = new Set([...book.all()].map(({ group }) => `@${group}`));
    return this.#cased(this.#fitting([...groups].sort().map((name) => ({ name }))));
  }

  async #own(from: number): Promise<Candidate[]> {
    const line = this.#line;
    const entry = findOwn(this.#vocabulary.own, line.word(from).slice(1));
    if (entry === undefined) return [];
    const start = from + 1;
    const done: string[] = [];
    for (let i = start; i < line.count; i++) done.push(line.bytes(i));
    if (entry.complete !== undefined) {
      const offered = await entry.complete(done, this.#prefix, this.#signal).catch(() => []);
      const fitting = offered.filter(({ text }) => text.startsWith(this.#prefix));
      if (fitting.length > 0) return fitting;
    }
    const kinds = done.map((_, i) => ownArgument(entry, i));
    const kind = ownArgument(entry, done.length);
    if (kind === "line") {
      const first = kinds.indexOf("line");
      return await this.candidates(first < 0 ? line.count : start + first);
    }
    if (Array.isArray(kind)) {
      return kind.filter((word) => word.startsWith(this.#prefix)).map((text) => ({ text }));
    }
    if (kind === "key" || kind === "pattern") {
      return this.#offered(await keysWith(this.#server, this.#prefix), true);
    }
    return kind === "channel" ? this.#offered(await channels(this.#server, "CHANNELS"), true) : [];
  }

  async #command(found: FoundCommand, from: number): Promise<Candidate[]> {
    const line = this.#line;
    const start = from + found.nameWords;
    const inner = innerCommand(found.name);
    if (inner !== null && line.count >= start + inner) return await this.candidates(start + inner);
    const subcommands = found.nameWords === 1 && line.count === start
      ? this.#subcommands(found)
      : [];
    const analyst = new Analyst(line, this.#vocabulary, { growing: -1, isOver: false });
    const { expected } = analyst.analyse(from, 1);
    const required = expected.findIndex(({ isOptional }) => !isOptional);
    const next = expected.slice(0, required < 0 ? undefined : required + 1);
    const options = this.#cased(this.#fitting(unique(next.flatMap(optionsOf))));
    const values = new Map(next.flatMap(({ values }) => values).map((arg) => [arg.name, arg]));
    const names = await Promise.all(
      [...values.values()].map((arg) => this.#names(found, start, arg)),
    );
    const all = [...subcommands, ...options, ...names.flat()];
    return [...new Map(all.map((each) => [each.text, each])).values()];
  }

  /** Names that the server knows. */
  async #names(found: FoundCommand, start: number, arg: ArgSpec): Promise<Candidate[]> {
    const line = this.#line;
    const words: string[] = [];
    for (let i = start; i < line.count; i++) words.push(line.bytes(i));
    const { args } = match(grammarOf(found.facts.args ?? []), words);
    const place = {
      command: found.name,
      group: found.facts.group,
      arg,
      prefix: this.#prefix,
      words,
      args,
      commandNames: () =>
        this.#cased(this.#commandNames()).map(({ text, note }) => ({ name: text, note })),
    };
    const names = await namesFor(place, this.#server);
    const isGrouped = GROUPED.has(arg.type) || arg.name === "channel";
    // What is named once is hardly named again, but for the IDs of several streams.
    const same = words.filter((_, i) => args[i]?.name === arg.name);
    return this.#offered(names, isGrouped, arg.name === "id" ? [] : same);
  }

  /** Names as they can be typed; those that are there already are left out. */
  #offered(
    names: readonly Name[],
    isGrouped: boolean,
    done: readonly string[] = [],
  ): Candidate[] {
    const prefix = this.#prefix;
    const fitting = names.filter(({ name }) => name.startsWith(prefix) && !done.includes(name));
    const offered = isGrouped ? grouped(fitting, prefix, !this.#server.wasCut) : fitting;
    return offered.slice(0, OFFERED_MAX).map(({ name, note, isPrefix }) => {
      const text = typeable(name);
      return {
        // More will be typed before the quote is closed.
        text: isPrefix && text.startsWith('"') ? text.slice(0, -1) : text,
        ...note ? { note } : {},
        ...isPrefix ? { isPrefix } : {},
      };
    });
  }

  #subcommands({ facts: { subcommands = [] } }: FoundCommand): Candidate[] {
    const names = subcommands.map(({ name, summary }) => ({ name, note: noteOf(summary) }));
    return this.#cased(this.#fitting(names)).sort((a, b) => a.text < b.text ? -1 : 1);
  }

  #commandNames(): Name[] {
    const { book } = this.#vocabulary;
    return book.names.map((name) => ({ name, note: noteOf(book.facts(name)!.summary) }));
  }

  #fitting(names: readonly Name[]): Name[] {
    const prefix = this.#prefix.toUpperCase();
    return names.filter(({ name }) => name.toUpperCase().startsWith(prefix));
  }

  /** Literal words in small letters, if that is how the person writes. */
  #cased(names: readonly Name[]): Candidate[] {
    const line = this.#line;
    const written = /[a-z]/i.test(this.#prefix)
      ? this.#prefix
      : line.words(0).find((word) => /^[a-z]/i.test(word)) ?? "";
    const isSmall = written !== "" && written === written.toLowerCase();
    return names.map(({ name, note }) => {
      const text = isSmall ? name.toLowerCase() : name.toUpperCase();
      return note ? { text, note } : { text };
    });
  }
}

/** The literal words of what may follow, with what stands behind them. */
function optionsOf({ words, text, isOptional }: Expected): Name[] {
  const syntax = isOptional ? text.replace(/^\[|\]$/g, "") : text;
  return words.filter((word) => word !== "").map((name) => {
    const alternative = syntax.split("|").find((part) => part.startsWith(`${name} `));
    return alternative === undefined ? { name } : { name, note: alternative };
  });
}

function unique(names: readonly Name[]): Name[] {
  return [...new Map(names.map((each) => [each.name, each])).values()];
}

const NOTE_LENGTH = 60;

function noteOf(summary: string): string | undefined {
  const text = summary.replace(/\.$/, "");
  if (text === "") return undefined;
  return text.length > NOTE_LENGTH ? `${text.slice(0, NOTE_LENGTH - 1)}…` : text;
}
