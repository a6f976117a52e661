/**
 * Holds typed words against the grammar of a command: what each of them is, what may follow, and
 * what is certainly wrong. One pass; a word decides by itself which way to go.
 */

import type { ArgSpec } from "../specs/facts.ts";
import type { Node, Sequence, Step } from "./grammar.ts";
import { againText, argText, valueText } from "./syntax.ts";

export type Role = "option" | "key" | "value";

/** A piece of syntax that may come next. */
export interface Expected {
  readonly text: string;
  /** The literal words that it may begin with. */
  readonly words: readonly string[];
  /** The values that it may begin with. */
  readonly values: readonly ArgSpec[];
  readonly isOptional: boolean;
}

/** What is wrong with a word. */
export interface Problem {
  readonly index: number;
  readonly message: string;
}

export interface Match {
  /** Of each word; undefined from where nothing can be said. */
  readonly roles: readonly (Role | undefined)[];
  /** The argument that each word was taken for. */
  readonly args: readonly (ArgSpec | undefined)[];
  readonly problem: Problem | null;
  /** What may follow the last word, in this order; empty if something is wrong. */
  readonly next: readonly Expected[];
  /** Whether it ends within an argument: an option without its value, a field without one. */
  readonly isCut: boolean;
}

export interface MatchOptions {
  /** Words of which at most one may be given; each list is one such choice. */
  readonly exclusive?: readonly (readonly string[])[];
  /** Words that may be given once only. */
  readonly unique?: readonly string[];
  /** Options that may stand among others, though they are described as parts of one. */
  readonly loose?: readonly string[];
  /** The index of the word that is being typed and may still grow; -1 if none is. */
  readonly growing?: number;
}

/** What `words`, those behind the command's name, are in the grammar of its arguments. */
export function match(
  sequence: Sequence,
  words: readonly string[],
  options: MatchOptions = {},
): Match {
  const walk = new Walk(words, options);
  const isWhole = walk.sequence(sequence, NONE, true);
  if (isWhole) walk.leave();
  const { roles, args, problem, next, at, isCut } = walk;
  const isOver = problem !== null || at < words.length;
  return {
    roles,
    args,
    problem,
    next: isOver ? [] : next,
    isCut,
  };
}

const NONE: ReadonlySet<string> = new Set();
/** No literal word of any command is longer. */
const LONGEST_WORD = 40;

class Walk {
  at = 0;
  readonly roles: (Role | undefined)[] = [];
  readonly args: (ArgSpec | undefined)[] = [];
  readonly next: Expected[] = [];
  problem: Problem | null = null;
  isCut = false;
  readonly #words: readonly string[];
  readonly #options: MatchOptions;
  /** Options that were given, in capitals. */
  readonly #given = new Set<string>();
  /** The literal words that `#triedAt` was held against in vain. */
  #tried: string[] = [];
  #triedAt = -1;
  #upperAt = -1;
  #upper = "";

  constructor(words: readonly string[], options: MatchOptions) {
    this.#words = words;
    this.#options = options;
  }

  get #isAtEnd(): boolean {
    return this.at >= this.#words.length;
  }

  /** The word here, in capitals. */
  get #word(): string {
    if (this.#upperAt !== this.at) {
      const word = this.#words[this.at];
      this.#upper = word.length > LONGEST_WORD ? word : word.toUpperCase();
      this.#upperAt = this.at;
    }
    return this.#upper;
  }

  /** Takes what it can; false if what is required is not there, and something else is. */
  sequence(steps: Sequence, outerStops: ReadonlySet<string>, isOutermost = false): boolean {
    const start = this.at;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i];
      if (this.#isAtEnd) {
        const rest = steps.slice(i).flatMap(({ nodes }) => nodes);
        const isBegun = !isOutermost && this.at > start;
        if (isBegun && rest.some(({ arg }) => !arg.optional)) this.isCut = true;
        this.#expect(rest);
        return true;
      }
      const stops = joined(step.stops, outerStops);
      const isTaken = step.isGroup ? this.#group(step, stops) : this.#place(step, stops);
      if (!isTaken) return false;
    }
    return true;
  }

  /** An argument at its place. */
  #place(step: Step, stops: ReadonlySet<string>): boolean {
    const [node] = step.nodes;
    const left = this.#words.length - this.at;
    if (step.isCounted) {
      const count = Number(this.#words[this.at - 1]);
      if (Number.isInteger(count) && count >= 0) return this.#times(node, count, stops);
    }
    if (step.isHalved) return this.#times(node, this.#half(), stops, true);
    if (node.arg.optional && left <= step.minWordsAfter && !node.isLiteral) return true;
    const before = this.at;
    if (!this.#node(node, stops, step.minWordsAfter)) return false;
    const isTaken = this.at > before || node.arg.optional === true;
    if (!isTaken) this.leave();
    return isTaken;
  }

  /** Arguments in any order; one that comes again takes the place of the one before. */
  #group(step: Step, stops: ReadonlySet<string>): boolean {
    const open = new Set(step.nodes);
    while (!this.#isAtEnd) {
      const fitting = step.byWord.get(this.#word);
      if (fitting === undefined && this.#options.loose?.includes(this.#word)) {
        this.#take("option", step.nodes[0].arg);
        continue;
      }
      if (fitting === undefined) {
        for (const node of open) this.#try(node.first);
        break;
      }
      const node = fitting.find((each) => open.has(each)) ?? fitting[0];
      open.delete(node);
      if (!this.#node(node, stops)) return false;
    }
    if (this.#isAtEnd) {
      this.#expect([...open]);
      return true;
    }
    const isMissing = [...open].some(({ arg }) => !arg.optional);
    if (isMissing) this.leave();
    return !isMissing;
  }

  /** A list whose length is known; `isOpen`: more may still be put in. */
  #times(node: Node, count: number, stops: ReadonlySet<string>, isOpen = false): boolean {
    for (let i = 0; i < count; i++) {
      if (this.#isAtEnd) {
        this.next.push({ ...expectedOf(node), text: onceText(node, count - i), isOptional: false });
        return true;
      }
      const before = this.at;
      if (!this.#once(node, stops)) return false;
      if (this.at === before) {
        this.leave();
        return false;
      }
    }
    if (this.#isAtEnd && isOpen) this.next.push(againOf(node));
    return true;
  }

  /** Keys that are followed by as many IDs: how many of the words left are keys. */
  #half(): number {
    const from = this.at;
    const first = this.#words.findIndex((word, i) => i > from && STREAM_ID.test(word));
    return first < 0 ? this.#words.length - from : first - from;
  }

  /**
   * An argument with its repetitions, which leave `kept` words for what comes behind. Nothing is
   * consumed if it cannot begin here.
   */
  #node(node: Node, stops: ReadonlySet<string>, kept = 0): boolean {
    const before = this.at;
    if (!this.#once(node, stops)) return false;
    if (!node.arg.multiple || this.at === before) return true;
    const isTokenAgain = node.arg.multipleToken === true && node.token !== null;
    const again: Node = isTokenAgain ? node : { ...node, token: null };
    while (!this.#isAtEnd) {
      if (isTokenAgain || node.isLiteral && node.token === null) {
        if (!node.first.has(this.#word)) return this.#try(node.first);
      } else if (stops.size > 0 && stops.has(this.#word)) {
        return true;
      } else if (kept > 0 && this.#words.length - this.at === kept) {
        // The last words are the others, unless a number is missing: then more is to come.
        if (kept > 1 || isNumber(this.#words[this.at])) return true;
      }
      const start = this.at;
      if (!this.#once(again, stops)) return false;
      if (this.at === start) return true;
    }
    this.next.push(againOf(node));
    return true;
  }

  #once(node: Node, stops: ReadonlySet<string>): boolean {
    const { arg, token, body } = node;
    if (token !== null) {
      if (this.#word !== token) return this.#try(node.first);
      this.#takeOption(arg);
      if (this.#isAtEnd) {
        if (node.minValueWords > 0) this.isCut = true;
        this.next.push({
          text: valueText(arg),
          words: wordsOfBody(node),
          values: valuesOfBody(node),
          isOptional: node.minValueWords === 0,
        });
        return true;
      }
    }
    switch (body.kind) {
      case "literal":
        if (this.#word !== body.word) return this.#try(node.first);
        this.#takeOption(arg);
        return true;
      case "block":
        return this.sequence(body.sequence, stops);
      case "choice":
        return this.#choice(node, body.nodes, stops);
      case "number":
        return this.#number(node, stops);
      case "text":
        if (arg.optional && token === null && stops.size > 0 && stops.has(this.#word)) return true;
        this.#take(arg.type === "key" ? "key" : "value", arg);
        return true;
    }
  }

  #choice(node: Node, nodes: readonly Node[], stops: ReadonlySet<string>): boolean {
    const literal = nodes.find(({ first }) => first.size > 0 && first.has(this.#word));
    if (literal !== undefined) return this.#node(literal, stops);
    const values = nodes.filter(({ isLiteral }) => !isLiteral);
    const fitting = values.find(({ body }) =>
      body.kind !== "number" || isNumber(this.#words[this.at])
    );
    const chosen = fitting ?? values[0];
    if (chosen !== undefined) return this.#node(chosen, stops);
    const words = new Set(wordsOfBody(node));
    if (SYNONYMS.has(this.#word) && [...words].some((word) => SYNONYMS.has(word))) {
      this.#take("option", node.arg);
      return true;
    }
    this.#try(words);
    if (node.arg.optional && node.token === null) return true;
    this.leave();
    return false;
  }

  #number(node: Node, stops: ReadonlySet<string>): boolean {
    const { arg, token } = node;
    const word = this.#words[this.at];
    if (isNumber(word) || this.#isGrowing && NUMBER_BEGUN.test(word)) {
      this.#take("value", arg);
      return true;
    }
    if (arg.optional && token === null && stops.has(this.#word)) return true;
    if (arg.optional && token === null && this.#isGrowing) {
      if ([...stops].some((stop) => stop.startsWith(this.#word))) return true;
    }
    this.#fail(`${valueText(arg)} is a number`);
    this.#take("value", arg);
    return true;
  }

  /** Whether the word here is the one that is being typed. */
  get #isGrowing(): boolean {
    return this.at === this.#options.growing;
  }

  /** Remembers which literal words would have been right here. */
  #try(words: ReadonlySet<string>): true {
    if (this.#triedAt !== this.at) {
      this.#tried = [];
      this.#triedAt = this.at;
    }
    this.#tried.push(...words);
    return true;
  }

  /** The word here, if there is one, is one too many, or another one than was expected. */
  leave(): void {
    if (this.#isAtEnd) return;
    const tried = this.#triedAt === this.at ? this.#tried : [];
    const word = this.#word;
    if (this.#isGrowing && tried.some((each) => each.startsWith(word))) return;
    this.#fail(
      tried.length === 0
        ? "too many arguments"
        : `expected ${listed([...new Set(tried)])}, not ${shown(this.#words[this.at])}`,
    );
  }

  #fail(message: string): void {
    this.problem ??= { index: this.at, message };
  }

  #take(role: Role, arg: ArgSpec): void {
    this.roles[this.at] = role;
    this.args[this.at] = arg;
    this.at++;
  }

  #takeOption(arg: ArgSpec): void {
    const word = this.#word;
    const { exclusive = [], unique = [] } = this.#options;
    if (unique.includes(word) && this.#given.has(word)) this.#fail(`${word} is given twice`);
    const rival = exclusive.filter((words) => words.includes(word)).flat()
      .find((other) => other !== word && this.#given.has(other));
    if (rival !== undefined) this.#fail(`${rival} and ${word} exclude each other`);
    this.#given.add(word);
    this.#take("option", arg);
  }

  #expect(nodes: readonly Node[]): void {
    for (const node of nodes) {
      const expected = expectedOf(node);
      const isExcluded = node.isLiteral && node.arg.optional && expected.words.length > 0 &&
        expected.words.every((word) => this.#isExcluded(word));
      if (!isExcluded) this.next.push(expected);
    }
  }

  #isExcluded(word: string): boolean {
    return this.#options.exclusive?.some((words) =>
      words.includes(word) && words.some((other) => other !== word && this.#given.has(other))
    ) ?? false;
  }
}

/** Kinds of servers and clients: each version accepts names that it no longer tells. */
const SYNONYMS: ReadonlySet<string> = new Set(["MASTER", "PRIMARY", "SLAVE", "REPLICA"]);
const STREAM_ID = /^(?:\$|>|\+|\d+(?:-\d*)?)$/;
/** What some command takes for a number: exclusive bounds, infinity, `#2` of BITFIELD, hexadecimal. */
const NUMBER = /^[-+(#]*(?:\.?\d|inf|nan)/i;
const NUMBER_BEGUN = /^[-+(#]*(?:\.|i|in|n|na)?$/i;

function isNumber(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 0x30 && code <= 0x39 || NUMBER.test(word);
}

function expectedOf(node: Node): Expected {
  const { arg, first } = node;
  return {
    text: argText(arg),
    words: [...first],
    values: node.token === null ? valuesOfBody(node) : [],
    isOptional: arg.optional ?? false,
  };
}

function againOf(node: Node): Expected {
  const { arg, token } = node;
  const isTokenAgain = arg.multipleToken === true && token !== null;
  return {
    text: againText(arg),
    words: isTokenAgain ? [token] : wordsOfBody(node),
    values: isTokenAgain ? [] : valuesOfBody(node),
    isOptional: true,
  };
}

function onceText(node: Node, times: number): string {
  const text = valueText(node.arg);
  return times > 3 ? `${text} ... (${times})` : Array(times).fill(text).join(" ");
}

/** The literal words that may stand behind the token. */
function wordsOfBody({ body }: Node): string[] {
  if (body.kind === "literal") return [body.word];
  return openNodes(body).flatMap(({ first }) => [...first]);
}

/** The values that may stand behind the token. */
function valuesOfBody({ arg, body }: Node): ArgSpec[] {
  if (body.kind === "text" || body.kind === "number") return [arg];
  return openNodes(body).flatMap((node) => node.token === null ? valuesOfBody(node) : []);
}

/** The parts that may come first. */
function openNodes(body: Node["body"]): readonly Node[] {
  if (body.kind === "choice") return body.nodes;
  if (body.kind !== "block") return [];
  const nodes = body.sequence.flatMap((step) => step.nodes);
  const required = nodes.findIndex(({ arg }) => !arg.optional);
  return nodes.slice(0, required < 0 ? undefined : required + 1);
}

function joined(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  if (one.size === 0) return other;
  return other.size === 0 ? one : new Set([...one, ...other]);
}

function listed(words: readonly string[]): string {
  const shownWords = words.map((word) => word === "" ? '""' : word);
  if (shownWords.length > 6) return `${shownWords.slice(0, 5).join(", ")}, …`;
  return [shownWords.slice(0, -1).join(", "), shownWords.at(-1)].filter(Boolean).join(" or ");
}

function shown(word: string): string {
  return word.length > 20 ? `${word.slice(0, 19)}…` : word;
}
