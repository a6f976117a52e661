/** What the words of a typed command are, what may follow them, and what is wrong. */

import type { SpanKind } from "../edit/assistant.ts";
import { nearest } from "../nearest.ts";
import { grammarOf } from "./grammar/grammar.ts";
import { type Expected, type Match, match } from "./grammar/match.ts";
import { syntaxOf } from "./grammar/syntax.ts";
import type { TypedCommand } from "./line.ts";
import { ownArgument, type OwnEntry, piecesOf, PROMPT_WORDS, type PromptWord } from "./own.ts";
import type { CommandBook, FoundCommand } from "./specs/book.ts";
import type { CommandFacts, KeySpec } from "./specs/facts.ts";
import { EXCLUSIVE, LOOSE, UNIQUE } from "./specs/rules.ts";

/** What is known of all that can be typed. */
export interface Vocabulary {
  readonly book: CommandBook;
  readonly own: readonly OwnEntry[];
}

/** Whose line it is. */
export type Subject =
  | { readonly kind: "command"; readonly command: FoundCommand }
  | { readonly kind: "own"; readonly entry: OwnEntry }
  | { readonly kind: "prompt"; readonly word: PromptWord };

/** What is wrong with a word, given by its index in the line. */
export interface Problem {
  readonly index: number;
  readonly message: string;
}

/** What a line says from some word on. */
export interface Analysis {
  readonly subject: Subject | null;
  /** The index of the first word behind those that name it. */
  readonly start: number;
  readonly problem: Problem | null;
  /** What may follow the last word, as text. */
  readonly next: readonly string[];
  /** The same of a command of the server. */
  readonly expected: readonly Expected[];
}

/** How far a line is. */
export interface Progress {
  /** The index of the word that is being typed and may still grow; -1 if none is. */
  readonly growing: number;
  /** Whether no word follows any more. */
  readonly isOver: boolean;
}

const COUNT = /^[-+]?\d+$/;
/** Deeper than this, lines in lines are not looked at. */
const DEPTH_MAX = 4;
/** Of a longer line, only so many words are looked at. */
const WORDS_MAX = 4096;

export class Analyst {
  /** Of each word, as far as it is known. */
  readonly kinds: (SpanKind | undefined)[] = [];
  readonly #line: TypedCommand;
  readonly #vocabulary: Vocabulary;
  readonly #progress: Progress;
  /** How many words are looked at. */
  readonly #count: number;

  constructor(line: TypedCommand, vocabulary: Vocabulary, progress: Progress) {
    this.#line = line;
    this.#vocabulary = vocabulary;
    this.#count = Math.min(line.count, WORDS_MAX);
    this.#progress = this.isWhole ? progress : { ...progress, isOver: false };
  }

  /** Whether the whole line is looked at. */
  get isWhole(): boolean {
    return this.#count === this.#line.count;
  }

  /** Looks at the words from `from` on; `depth` counts the lines around this one. */
  analyse(from = 0, depth = 0): Analysis {
    const line = this.#line;
    if (from >= this.#count || depth > DEPTH_MAX) return nothing(from);
    const word = line.word(from);
    if (word.startsWith("\\") && !line.isQuoted(from)) return this.#own(from, depth);
    const left = this.#count - from - 1;
    if (COUNT.test(word) && left > 0 && depth === 0) {
      if (!(Number(word) > 0)) return this.#wrong(from, "how often must be more than 0");
      this.kinds[from] = "value";
      return this.analyse(from + 1, depth + 1);
    }
    const found = this.#vocabulary.book.find(line.words(from, Math.min(from + 2, this.#count)));
    const promptWord = PROMPT_WORDS.find(({ name }) => name === word.toUpperCase());
    if (promptWord !== undefined && takesWords(promptWord, left)) {
      return this.#promptWord(promptWord, from);
    }
    return found === null ? this.#unknown(word, from) : this.#command(found, from, depth);
  }

  #command(found: FoundCommand, from: number, depth: number): Analysis {
    const line = this.#line;
    const { facts, name, nameWords } = found;
    const { args, subcommands } = facts;
    const start = from + nameWords;
    const base: Analysis = { ...nothing(start), subject: { kind: "command", command: found } };
    for (let i = from; i < start; i++) this.kinds[i] = "command";
    if (subcommands !== undefined && nameWords === 1 && !args?.length) {
      return this.#subcommand(found, base);
    }
    const words = line.words(start, this.#count);
    const growing = this.#progress.growing - start;
    const rules = { exclusive: EXCLUSIVE[name], unique: UNIQUE[name], loose: LOOSE[name] };
    const matched = match(grammarOf(args ?? []), words, { ...rules, growing });
    if (args === undefined) this.#markKeys(facts.keys ?? [], from);
    else matched.roles.forEach((role, i) => this.kinds[start + i] = role);
    const inner = innerCommand(name);
    if (inner !== null && start + inner < this.#count) {
      const analysis = this.analyse(start + inner, depth + 1);
      if (analysis.subject !== null) return analysis;
    }
    const problem = this.#problemOf(found, matched, from);
    if (problem !== null) return this.#wrong(problem.index, problem.message, base);
    if (args === undefined) {
      return { ...base, next: words.length === 0 ? [syntaxOf(facts, nameWords)] : [] };
    }
    const isFull = facts.arity > 0 && this.#count - from >= facts.arity;
    const expected = isFull ? [] : matched.next;
    return { ...base, next: expected.map(({ text }) => text), expected };
  }

  /** A command that has subcommands, and none of them is there. */
  #subcommand({ facts, name, isSure }: FoundCommand, base: Analysis): Analysis {
    const { start } = base;
    const isMissing = this.#count === start;
    if (isMissing) return { ...base, next: [subcommandsText(facts)] };
    const word = this.#line.word(start);
    const names = facts.subcommands!.map((sub) => sub.name);
    const isOpen = this.#isGrowing(start) && isBeginning(word, names);
    if (!isSure || isOpen) return base;
    const near = nearest(word.toUpperCase(), names);
    const advice = near === undefined ? "" : `; did you mean ${near}?`;
    return this.#wrong(start, `${name} has no subcommand ${shown(word)}${advice}`, base);
  }

  /** What is certainly wrong with a command. */
  #problemOf(found: FoundCommand, matched: Match, from: number): Problem | null {
    const { facts: { args, arity }, name, nameWords, isSure } = found;
    if (!isSure) return null;
    const { problem } = matched;
    const count = this.#count - from;
    const grammar = args === undefined || problem === null
      ? null
      : { ...problem, index: from + nameWords + problem.index };
    if (arity > 0 && count > arity && (grammar === null || grammar.index >= from + arity)) {
      const takes = ["none", "one"][arity - nameWords] ?? arity - nameWords;
      return { index: from + arity, message: `too many arguments: ${name} takes ${takes}` };
    }
    if (grammar !== null) return grammar;
    // An argument that ought to be there is not missed always: GEOPOS takes no members, too.
    const isShort = count < Math.abs(arity) || args !== undefined && matched.isCut;
    if (!this.#progress.isOver || !isShort) return null;
    const syntax = syntaxOf(found.facts, nameWords);
    return { index: from, message: `arguments are missing: ${name} ${syntax}` };
  }

  /** Keys by their places, where the arguments are not known. */
  #markKeys(keys: readonly KeySpec[], from: number): void {
    const count = this.#count;
    for (const { begin, find } of keys) {
      if (begin === "unknown" || !("index" in begin) || find === "unknown") continue;
      if (!("last" in find) || !(find.step > 0)) continue;
      const first = from + begin.index;
      const last = find.last < 0 ? count + find.last : first + find.last;
      for (let i = first; i <= Math.min(last, count - 1); i += find.step) this.kinds[i] = "key";
    }
  }

  #own(from: number, depth: number): Analysis {
    const line = this.#line;
    const { own } = this.#vocabulary;
    const name = line.word(from).slice(1);
    const entry = findOwn(own, name);
    this.kinds[from] = "own";
    const start = from + 1;
    if (entry === undefined) {
      const names = own.flatMap((each) => [each.name, ...each.aliases ?? []]);
      if (this.#isGrowing(from) && names.some((each) => each.startsWith(name))) {
        return nothing(start);
      }
      const near = nearest(name, names);
      const advice = near === undefined ? "" : `; did you mean \\${near}?`;
      return this.#wrong(from, `unknown command \\${shown(name)}${advice}`);
    }
    const base: Analysis = { ...nothing(start), subject: { kind: "own", entry } };
    const typed = this.#count - start;
    const next = piecesOf(entry.usage).slice(typed);
    if (entry.isText) return { ...base, next: typed > 0 ? [] : next };
    for (let i = start; i < this.#count; i++) {
      const kind = ownArgument(entry, i - start);
      if (kind === "line") {
        const inner = this.analyse(i, depth + 1);
        return inner.subject === null && inner.problem === null ? base : inner;
      }
      const isOption = Array.isArray(kind) && kind.includes(line.word(i));
      this.kinds[i] = kind === "key" ? "key" : isOption ? "option" : "value";
    }
    return { ...base, next };
  }

  #promptWord(word: PromptWord, from: number): Analysis {
    const count = this.#count;
    const start = from + 1;
    this.kinds[from] = "own";
    for (let i = start; i < count; i++) this.kinds[i] = "value";
    const base: Analysis = { ...nothing(start), subject: { kind: "prompt", word } };
    if (word.name === "HELP" || word.name === "?") {
      const found = this.#vocabulary.book.find(this.#line.words(start, Math.min(start + 2, count)));
      for (let i = 0; i < (found?.nameWords ?? 0); i++) this.kinds[start + i] = "command";
      if (found !== null) return { ...base, subject: { kind: "command", command: found } };
    }
    return { ...base, next: piecesOf(word.usage).slice(count - start) };
  }

  #unknown(word: string, from: number): Analysis {
    const { book } = this.#vocabulary;
    const isGrowing = this.#isGrowing(from);
    const promptNames = PROMPT_WORDS.map(({ name }) => name);
    const isBegun = isGrowing && (isBeginning(word, book.names) || isBeginning(word, promptNames));
    if (isBegun || !book.isComplete) return nothing(from);
    if (!isGrowing) book.doubt(word.toUpperCase());
    const near = nearest(word.toUpperCase(), book.names);
    const advice = near === undefined ? "" : `; did you mean ${near}?`;
    return this.#wrong(from, `unknown command ${shown(word)}${advice}`);
  }

  #isGrowing(index: number): boolean {
    return index === this.#progress.growing;
  }

  #wrong(index: number, message: string, base: Analysis = nothing(index)): Analysis {
    this.kinds[index] = "error";
    return { ...base, problem: { index, message } };
  }
}

function nothing(start: number): Analysis {
  return { subject: null, start, problem: null, next: [], expected: [] };
}

/** The own command with this name, or alias. */
export function findOwn(own: readonly OwnEntry[], name: string): OwnEntry | undefined {
  return own.find((each) => each.name === name || each.aliases?.includes(name));
}

/** Which argument of a command begins another command; null if none does. */
export function innerCommand(name: string): number | null {
  if (name === "COMMAND GETKEYS" || name === "COMMAND GETKEYSANDFLAGS") return 0;
  return name === "ACL DRYRUN" ? 1 : null;
}

/** Whether the prompt takes the word for itself, followed by so many others. */
function takesWords({ name }: PromptWord, count: number): boolean {
  if (name === "CLEAR") return count === 0;
  return name === "CONNECT" ? count <= 2 : true;
}

function isBeginning(word: string, names: readonly string[]): boolean {
  const upper = word.toUpperCase();
  return names.some((name) => name.startsWith(upper));
}

const SUBCOMMANDS_LENGTH = 40;

/** `GET|SET|…`, in brackets if the command can do without. */
function subcommandsText({ subcommands = [], arity }: CommandFacts): string {
  const names = subcommands.map(({ name }) => name).filter((name) => name !== "HELP");
  let text = "";
  for (const name of names) {
    const isLong = text.length + name.length > SUBCOMMANDS_LENGTH;
    text += `|${isLong ? "…" : name}`;
    if (isLong) break;
  }
  return arity === -1 ? `[${text.slice(1)}]` : text.slice(1);
}

function shown(word: string): string {
  return word.length > 20 ? `${word.slice(0, 19)}…` : word;
}
