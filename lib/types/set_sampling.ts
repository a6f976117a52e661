/**
 * Several random members of a set, all different, every choice of so many with equal chances. How
 * they are found depends on how many of the set they are:
 *
 *   of a packed set, or most of a large one   walk over the set, and take each member with the
 *                                             chance that is right for what is still missing
 *                                             (Fan, Muller and Rezucha, 1962): O(size)
 *   few of a large one                        draw, again if it was drawn before: O(count)
 */

import type { Database } from "../keyspace/database.ts";
import { INTSET, LISTPACK, OBJECT } from "../keyspace/types.ts";
import { DRAWS_MAX } from "../memory/dictionary.ts";
import type { Entry } from "../memory/entry.ts";
import { INTSET_HEADER_BYTES, intsetWidth, writeIntsetHeader } from "../memory/intset.ts";
import { addToHeader, Element, firstElement, nextElement } from "../memory/listpack.ts";
import {
  chooseMember,
  hashSetOf,
  membersOf,
  readInteger,
  removeChosen,
  type SetLimits,
  setSize,
  type VisitBytes,
} from "./set.ts";
import { SetBuilder } from "./set_builder.ts";

/** A larger part of a set than one in so many is found by walking over it. */
const WALKED_PART = 3;
/** To pop all but one in so many, it is the remaining ones that are chosen. */
const KEPT_PART = 6;

const CHOSEN = new Element();
const DRAWN = new Int32Array(DRAWS_MAX);

/** Visits `count` different members, which is less than there are. `random` gives [0, 1). */
export function sampleMembers(
  db: Database,
  entry: Entry,
  count: number,
  random: () => number,
  visit: VisitBytes,
): void {
  const size = setSize(db, entry);
  if (entry.encoding === OBJECT && count * WALKED_PART <= size) {
    const { table } = hashSetOf(db, entry);
    for (const ref of drawn(db, entry, count, random)) {
      const { bytes, keyStart, keyEnd } = table.load(ref);
      visit(bytes, keyStart, keyEnd);
    }
    return;
  }
  const members = membersOf(db, entry);
  for (let left = size; count > 0 && members.next(); left--) {
    if (random() * left >= count) continue;
    visit(members.bytes, members.start, members.end);
    count--;
  }
}

/**
 * Removes `count` members, which is less than there are, and visits them. The entry must be the key
 * found last. A large set of which little is left becomes small: then it is encoded anew.
 */
export function popMembers(
  db: Database,
  entry: Entry,
  limits: SetLimits,
  count: number,
  random: () => number,
  visit: VisitBytes,
): void {
  const size = setSize(db, entry);
  if (entry.encoding !== OBJECT) return popPacked(db, entry, size, count, random, visit);
  const kept = size - count;
  if (kept * KEPT_PART <= size) return keepMembers(db, entry, limits, kept, random, visit);
  for (; count > 0; count--) {
    chooseMember(db, entry, random, CHOSEN);
    visit(CHOSEN.bytes, CHOSEN.start, CHOSEN.end);
    removeChosen(db, entry);
  }
}

/** Walks over a packed set once, and moves what stays together. */
function popPacked(
  db: Database,
  entry: Entry,
  size: number,
  count: number,
  random: () => number,
  visit: VisitBytes,
): void {
  const { valueBytes, valueStart } = entry;
  const isIntset = entry.encoding === INTSET;
  const width = intsetWidth(valueBytes, valueStart);
  const kept = size - count;
  let from = isIntset ? valueStart + INTSET_HEADER_BYTES : firstElement(valueStart);
  let to = from;
  for (let left = size; left > 0; left--) {
    const behind = isIntset ? from + width : nextElement(valueBytes, from);
    if (random() * left >= count) {
      valueBytes.copyWithin(to, from, behind);
      to += behind - from;
    } else {
      if (isIntset) readInteger(valueBytes, valueStart, size - left, CHOSEN);
      else CHOSEN.read(valueBytes, from);
      visit(CHOSEN.bytes, CHOSEN.start, CHOSEN.end);
      count--;
    }
    from = behind;
  }
  db.splice(entry, to - valueStart, from - to, 0);
  if (isIntset) writeIntsetHeader(entry.valueBytes, entry.valueStart, width, kept);
  else addToHeader(entry.valueBytes, entry.valueStart, to - from, kept - size);
}

/** Replaces a large set by a set of a few of its members, and visits the others. */
function keepMembers(
  db: Database,
  entry: Entry,
  limits: SetLimits,
  kept: number,
  random: () => number,
  visit: VisitBytes,
): void {
  const { table } = hashSetOf(db, entry);
  const keepers = drawn(db, entry, kept, random);
  const left = new SetBuilder(db, limits, kept, LISTPACK);
  table.forEach((ref) => {
    const { bytes, keyStart, keyEnd } = table.load(ref);
    if (keepers.has(ref)) left.add(bytes, keyStart, keyEnd);
    else visit(bytes, keyStart, keyEnd);
  });
  left.replace(entry);
}

/** So many different entries of a large set, by reference. */
function drawn(db: Database, entry: Entry, count: number, random: () => number): Set<number> {
  const { table } = hashSetOf(db, entry);
  const refs = new Set<number>();
  for (let i = 0; refs.size < count; i = (i + 1) % DRAWS_MAX) {
    if (i === 0) table.draw(random, DRAWN, DRAWS_MAX);
    refs.add(DRAWN[i]);
  }
  return refs;
}
