/**
 * Union, intersection and difference of sets. Members are given to a function one by one, or
 * gathered by a `SetBuilder`; a missing set is null and counts as empty.
 */

import type { SetBuilder } from "./set_builder.ts";
import type { SetMembers } from "./set_members.ts";

/** What is done with a member: the one under the cursor. False: no more of them are wanted. */
export type Visit = (member: SetMembers) => boolean | void;

/**
 * Visits the members that all sets have. The smallest set is walked over, and the others are asked,
 * smaller ones first: O(N·M), N being the size of the smallest of M sets.
 */
export function intersect(sets: readonly (SetMembers | null)[], visit: Visit): void {
  if (sets.includes(null)) return;
  const [smallest, ...others] = (sets as readonly SetMembers[]).toSorted((a, b) => a.size - b.size);
  while (smallest.next()) {
    let asked = 0;
    while (asked < others.length && others[asked].hasMemberOf(smallest)) asked++;
    if (asked === others.length && visit(smallest) === false) return;
  }
}

/** More sets than this are united by gathering their members. */
const ASKED_MAX = 3;

/** Whether few enough sets are united for `uniteByLookup`. */
export function areFew(sets: readonly (SetMembers | null)[]): boolean {
  let count = 0;
  for (const set of sets) if (set !== null) count++;
  return count <= ASKED_MAX;
}

/**
 * Visits the members that any set has: of each set those that none of the sets before it has, the
 * largest first. O(N·M), N being the size of M sets.
 */
export function uniteByLookup(sets: readonly (SetMembers | null)[], visit: Visit): void {
  const present = sets.filter((set) => set !== null).sort((a, b) => b.size - a.size);
  for (const [i, set] of present.entries()) {
    while (set.next()) {
      let before = 0;
      while (before < i && !present[before].hasMemberOf(set)) before++;
      if (before === i && visit(set) === false) return;
    }
  }
}

/** Gathers the members that any set has, until there are as many as the limit. O(N) of them all. */
export function unite(
  sets: readonly (SetMembers | null)[],
  into: SetBuilder,
  limit: number = Infinity,
): void {
  for (const set of sets) {
    while (set?.next()) {
      if (into.add(set.bytes, set.start, set.end) && into.size === limit) return;
    }
  }
}

/** The size of the largest set. */
export function largest(sets: readonly (SetMembers | null)[]): number {
  let size = 0;
  for (const set of sets) if (set !== null && set.size > size) size = set.size;
  return size;
}

/**
 * Whether the difference is likely to be found sooner by asking each of the other sets for each
 * member of the first (`subtractByLookup`) than by taking away from a copy of the first whatever
 * the others have (`subtractByRemoval`). What is asked may be found early: it counts half.
 */
export function prefersLookup(sets: readonly (SetMembers | null)[]): boolean {
  const [first] = sets;
  let lookups = 0;
  let removals = 0;
  for (const set of sets) {
    if (set === null || first === null) continue;
    lookups += first.size;
    removals += set.size;
  }
  return lookups / 2 <= removals;
}

/** Visits the members that only the first set has: O(N·M), N being its size, M the sets. */
export function subtractByLookup(sets: readonly (SetMembers | null)[], visit: Visit): void {
  const [first, ...rest] = sets;
  if (first === null) return;
  // The larger a set, the likelier it has what is asked for.
  const others = rest.filter((set) => set !== null).sort((a, b) => b.size - a.size);
  while (first.next()) {
    let asked = 0;
    while (asked < others.length && !others[asked].hasMemberOf(first)) asked++;
    if (asked === others.length && visit(first) === false) return;
  }
}

/** Gathers the members that only the first set has: O(N), N being the size of all sets. */
export function subtractByRemoval(sets: readonly (SetMembers | null)[], into: SetBuilder): void {
  const [first, ...others] = sets;
  while (first?.next()) into.add(first.bytes, first.start, first.end);
  for (const other of others) {
    while (into.size > 0 && other?.next()) into.remove(other.bytes, other.start, other.end);
  }
}
