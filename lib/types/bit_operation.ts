/**
 * Bitwise operations over several strings: BITOP. A shorter string counts as if zeros followed.
 *
 *   AND, OR, XOR   of all sources                 DIFF    first, and in none of the others
 *   NOT            of the only source             DIFF1   in some of the others, and not in first
 *   ONE            in exactly one source          ANDOR   first, and in some of the others
 */

export type BitOperation = "AND" | "OR" | "XOR" | "NOT" | "DIFF" | "DIFF1" | "ANDOR" | "ONE";

/** The operations, in the order in which the manual lists them. */
export const BIT_OPERATIONS: readonly BitOperation[] = [
  "AND",
  "OR",
  "XOR",
  "NOT",
  "DIFF",
  "DIFF1",
  "ANDOR",
  "ONE",
];

/** How many sources an operation needs at least; NOT takes no more than its one. */
export function bitOperationSourcesMin(operation: BitOperation): number {
  return operation === "DIFF" || operation === "DIFF1" || operation === "ANDOR" ? 2 : 1;
}

/**
 * The result of an operation on one or more strings, as fresh bytes; as long as the longest. A
 * missing key is an empty string: it takes part.
 */
export function bitOperation(operation: BitOperation, sources: readonly Uint8Array[]): Uint8Array {
  const length = sources.reduce((longest, { length }) => Math.max(longest, length), 0);
  const out = new Uint8Array(length);
  const [first, ...others] = sources;
  switch (operation) {
    case "AND":
      out.set(first);
      for (const source of others) and(out, source);
      return out;
    case "OR":
      for (const source of sources) or(out, source);
      return out;
    case "XOR":
      for (const source of sources) apply(out, source, xorElements);
      return out;
    case "NOT":
      apply(out, first, notElements);
      return out;
    case "DIFF":
      for (const source of others) or(out, source);
      apply(out, out, notElements);
      and(out, first);
      return out;
    case "DIFF1":
      for (const source of others) or(out, source);
      apply(out, first, clearElements);
      return out;
    case "ANDOR":
      for (const source of others) or(out, source);
      and(out, first);
      return out;
    case "ONE":
      return inExactlyOne(out, sources);
  }
}

function inExactlyOne(any: Uint8Array, sources: readonly Uint8Array[]): Uint8Array {
  const several = new Uint8Array(any.length);
  for (const source of sources) {
    const both = any.slice(0, source.length);
    and(both, source);
    or(several, both);
    or(any, source);
  }
  apply(any, several, clearElements);
  return any;
}

function and(out: Uint8Array, source: Uint8Array): void {
  apply(out, source, andElements);
  out.fill(0, source.length);
}

function or(out: Uint8Array, source: Uint8Array): void {
  apply(out, source, orElements);
}

type Elements = Uint8Array | Int32Array;
type Combine = (out: Elements, source: Elements, from: number, to: number) => void;

/** Combines the bytes that both have: word by word if both lie on word boundaries. */
function apply(out: Uint8Array, source: Uint8Array, combine: Combine): void {
  let from = 0;
  if (((out.byteOffset | source.byteOffset) & 3) === 0) {
    const words = source.length >> 2;
    combine(
      new Int32Array(out.buffer, out.byteOffset, words),
      new Int32Array(source.buffer, source.byteOffset, words),
      0,
      words,
    );
    from = words * 4;
  }
  combine(out, source, from, source.length);
}

function andElements(out: Elements, source: Elements, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] &= source[i];
}

function orElements(out: Elements, source: Elements, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] |= source[i];
}

function xorElements(out: Elements, source: Elements, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] ^= source[i];
}

function notElements(out: Elements, source: Elements, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = ~source[i];
}

function clearElements(out: Elements, source: Elements, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] &= ~source[i];
}
