/**
 * Union, intersection and difference of sorted sets and sets, with scores. The inputs of a union or
 * an intersection are taken in the order of their sizes, smallest first, as Redis does: sums of
 * doubles depend on the order.
 */

import type { Members } from "./members.ts";
import type { SortedSet, SortedSetLimits } from "./sorted_set.ts";

/** One of the sets; null if the key is missing. */
export interface Input {
  readonly members: Members | null;
  /** What its scores are multiplied by. */
  weight: number;
}

/** What becomes of the scores that a member has in several sets. */
export type Aggregate = "SUM" | "MIN" | "MAX" | "COUNT";

export const AGGREGATES: readonly Aggregate[] = ["SUM", "MIN", "MAX", "COUNT"];

/** What is done with a member of the result. False: no more of them are wanted. */
export type VisitScored = (member: Members, score: number) => boolean | void;

/** Visits the members that all sets have: O(N·M), N being the size of the smallest of M sets. */
export function intersectScored(
  inputs: readonly Input[],
  aggregate: Aggregate,
  visit: VisitScored,
): void {
  const [smallest, ...others] = bySize(inputs);
  const { members } = smallest;
  if (members === null) return;
  while (members.next()) {
    const { bytes, start, end } = members;
    let score = numberOr0(weighted(members.score, smallest.weight, aggregate));
    const isInAll = others.every(({ members, weight }) => {
      const own = members!.scoreOf(bytes, start, end);
      if (own !== own) return false;
      score = aggregated(score, weighted(own, weight, aggregate), aggregate);
      return true;
    });
    if (isInAll && visit(members, score) === false) return;
  }
}

/** Adds the members of any set to a new one: O(N·log(N)), N being the size of all sets. */
export function uniteScored(
  inputs: readonly Input[],
  aggregate: Aggregate,
  into: SortedSet,
  limits: SortedSetLimits,
): void {
  for (const { members, weight } of bySize(inputs)) {
    while (members?.next()) {
      const { bytes, start, end } = members;
      const score = numberOr0(weighted(members.score, weight, aggregate));
      if (!into.find(bytes, start, end)) {
        into.insert(bytes, start, end, score, limits);
        continue;
      }
      const both = aggregated(into.score, score, aggregate);
      if (!Object.is(both, into.score)) into.move(bytes, start, end, both);
    }
  }
}

/** Visits the members that only the first set has: O(N·M), N being its size, M the sets. */
export function subtractScored(inputs: readonly Input[], visit: VisitScored): void {
  const [first, ...rest] = inputs.map(({ members }) => members);
  if (first === null) return;
  const others = rest.filter((members) => members !== null);
  while (first.next()) {
    const { bytes, start, end } = first;
    if (others.some((other) => other.has(bytes, start, end))) continue;
    if (visit(first, first.score) === false) return;
  }
}

function bySize(inputs: readonly Input[]): Input[] {
  return inputs.toSorted((a, b) => (a.members?.size ?? 0) - (b.members?.size ?? 0));
}

/** What a set contributes to a member's score: NaN for an infinite one times 0. */
function weighted(score: number, weight: number, aggregate: Aggregate): number {
  return aggregate === "COUNT" ? weight : score * weight;
}

/** The sum of opposite infinities is 0. A minimum or maximum ignores what is not a number. */
function aggregated(a: number, b: number, aggregate: Aggregate): number {
  switch (aggregate) {
    case "MIN":
      return b < a ? b : a;
    case "MAX":
      return b > a ? b : a;
    default:
      return numberOr0(a + b);
  }
}

function numberOr0(x: number): number {
  return x === x ? x : 0;
}
