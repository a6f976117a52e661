/**
 * The arguments of a command in a form that words are held against.
 *
 * A sequence is made of steps. A step is one argument at its place, or a group: neighbouring
 * arguments that begin with words of their own (`NX`, `EX seconds`, `BYRADIUS …`), which may come
 * in any order, as servers take them.
 */

import type { ArgSpec } from "../specs/facts.ts";

export interface Node {
  readonly arg: ArgSpec;
  /** The word in front of the value; null if there is none. */
  readonly token: string | null;
  /** The literal words it may begin with, in capitals. */
  readonly first: ReadonlySet<string>;
  /** Whether it begins with one of them always. */
  readonly isLiteral: boolean;
  /** What stands behind the token, or is all of it. */
  readonly body: Body;
  /** The fewest words that the value takes. */
  readonly minValueWords: number;
}

export type Body =
  | { readonly kind: "literal"; readonly word: string }
  | { readonly kind: "choice"; readonly nodes: readonly Node[] }
  | { readonly kind: "block"; readonly sequence: Sequence }
  | { readonly kind: "number" }
  | { readonly kind: "text" };

export interface Step {
  /** One, unless it is a group. */
  readonly nodes: readonly Node[];
  readonly isGroup: boolean;
  /** Of a group: who may begin with a word. */
  readonly byWord: ReadonlyMap<string, readonly Node[]>;
  /** The words that end a list of values here, since they begin something else. */
  readonly stops: ReadonlySet<string>;
  /** Whether the number in the step before says how many of these come. */
  readonly isCounted: boolean;
  /** Whether the rest of the words is shared equally with the step behind: keys, then their IDs. */
  readonly isHalved: boolean;
  /** At least so many words come behind this step. */
  readonly minWordsAfter: number;
}

export type Sequence = readonly Step[];

const compiled = new WeakMap<readonly ArgSpec[], Sequence>();

/** The grammar of a list of arguments; made once. */
export function grammarOf(args: readonly ArgSpec[]): Sequence {
  let sequence = compiled.get(args);
  if (sequence === undefined) compiled.set(args, sequence = compile(args));
  return sequence;
}

function compile(args: readonly ArgSpec[]): Sequence {
  const nodes = args.map(nodeOf);
  const steps: Step[] = [];
  // From behind, so that what follows is known.
  let minWordsAfter = 0;
  let later: ReadonlySet<string> = new Set();
  for (let end = nodes.length; end > 0;) {
    let start = end - 1;
    if (nodes[start].isLiteral) { while (start > 0 && nodes[start - 1].isLiteral) start--; }
    const own = nodes.slice(start, end);
    const isGroup = own[0].isLiteral;
    const stops = isGroup ? union([later, ...own.map(({ first }) => first)]) : later;
    steps.unshift({
      nodes: own,
      isGroup,
      byWord: isGroup ? groupByWord(own) : new Map(),
      stops,
      isCounted: start > 0 && isCount(args[start - 1]) && args[start].multiple === true,
      isHalved: isValueList(args[start]) && end === args.length - 1 && isValueList(args[end]),
      minWordsAfter,
    });
    minWordsAfter += own.reduce((sum, node) => sum + minWords(node), 0);
    later = union([stops, ...own.map(({ first }) => first)]);
    end = start;
  }
  return steps;
}

function nodeOf(arg: ArgSpec): Node {
  const { type, token } = arg;
  const body = bodyOf(arg);
  const base = { arg, token: null, body, minValueWords: minWordsOfBody(body) };
  if (body.kind === "literal") return { ...base, first: new Set([body.word]), isLiteral: true };
  if (token !== undefined) return { ...base, token, first: new Set([token]), isLiteral: true };
  if (type === "oneof") {
    const { nodes } = body as Extract<Body, { kind: "choice" }>;
    const first = union(nodes.map((node) => node.first));
    return { ...base, first, isLiteral: nodes.length > 0 && nodes.every((n) => n.isLiteral) };
  }
  if (body.kind === "block") {
    // It begins with its first required argument, or with an optional one before that.
    const nodes = body.sequence.flatMap((step) => step.nodes);
    const required = nodes.findIndex((node) => node.arg.optional !== true);
    const open = nodes.slice(0, required < 0 ? undefined : required + 1);
    const isLiteral = required >= 0 && open.every((node) => node.isLiteral);
    return { ...base, first: union(open.map(({ first }) => first)), isLiteral };
  }
  return { ...base, first: new Set(), isLiteral: false };
}

function bodyOf({ name, type, token, args = [] }: ArgSpec): Body {
  if (type === "pure-token") return { kind: "literal", word: token ?? name.toUpperCase() };
  if (type === "oneof") return { kind: "choice", nodes: args.map(nodeOf) };
  if (type === "block") return { kind: "block", sequence: grammarOf(args) };
  const isNumber = type === "integer" || type === "double" || type === "unix-time";
  return { kind: isNumber ? "number" : "text" };
}

function groupByWord(nodes: readonly Node[]): Map<string, Node[]> {
  const byWord = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const word of node.first) byWord.set(word, [...byWord.get(word) ?? [], node]);
  }
  return byWord;
}

/** `numkeys`, `numfields`, `num-vertices`: before a list, it tells how long that is. */
function isCount(arg: ArgSpec | undefined): boolean {
  return arg?.type === "integer" && /^num/i.test(arg.name) && arg.token === undefined;
}

function isValueList({ multiple, optional, token, type }: ArgSpec): boolean {
  return multiple === true && !optional && token === undefined &&
    (type === "key" || type === "string");
}

/** The fewest words that an argument takes. */
function minWords({ arg, token, minValueWords }: Node): number {
  return arg.optional ? 0 : minValueWords + (token === null ? 0 : 1);
}

function minWordsOfBody(body: Body): number {
  if (body.kind === "choice") return Math.min(...body.nodes.map(minWords));
  if (body.kind !== "block") return 1;
  const nodes = body.sequence.flatMap((step) => step.nodes);
  return nodes.reduce((sum, node) => sum + minWords(node), 0);
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
