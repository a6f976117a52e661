/** The places that a search finds: gathered, put in order, replied or stored. */

import { copyBytes } from "../../memory/bytes.ts";
import type { SortedSet } from "../../types/sorted_set.ts";
import type { Context } from "../context.ts";
import { storeSortedSet } from "../sorted_set/operations/store.ts";
import { replyDistance, replyPlace } from "./geopos.ts";
import { FARTHEST_FIRST, type Search, UNSORTED } from "./search.ts";

/** Places by index: their names in one buffer, their scores, their distances in metres. */
class Found {
  readonly scores: number[] = [];
  readonly distances: number[] = [];
  names: Uint8Array = new Uint8Array(256);
  /** Name `i` is `names[ends[i - 1], ends[i])`. */
  readonly ends: number[] = [];

  get size(): number {
    return this.ends.length;
  }

  start(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1];
  }

  add(bytes: Uint8Array, start: number, end: number, score: number, distance: number): void {
    const at = this.start(this.size);
    const behind = at + end - start;
    if (behind > this.names.length) {
      const longer = new Uint8Array(2 * behind);
      longer.set(this.names);
      this.names = longer;
    }
    copyBytes(this.names, at, bytes, start, end);
    this.ends.push(behind);
    this.scores.push(score);
    this.distances.push(distance);
  }

  /** Indexes of the places wanted, in the order wanted. */
  choose({ order, count }: Search): number[] {
    const { distances } = this;
    let chosen = Array.from(distances.keys());
    if (order !== UNSORTED) {
      const sign = order === FARTHEST_FIRST ? -1 : 1;
      if (count > 0 && count < chosen.length) {
        // Numbers alone are sorted much faster: only those at the front are put in order by index.
        const sorted = Float64Array.from(distances).sort();
        const last = sorted[sign > 0 ? count - 1 : sorted.length - count];
        chosen = chosen.filter((i) => sign * distances[i] <= sign * last);
      }
      chosen.sort((a, b) => sign * (distances[a] - distances[b]));
    }
    return count > 0 ? chosen.slice(0, count) : chosen;
  }
}

/** Searches a set and replies what is found; or stores it, and tells so by this event. */
export function replySearch(
  context: Context,
  set: SortedSet,
  search: Search,
  event: string = "",
): void {
  const found = gather(set, search);
  const chosen = found.choose(search);
  if (search.destination === 0) replyFound(context, search, found, chosen);
  else storeFound(context, search, found, chosen, event);
}

/** All places within the area; if any will do, no more than are wanted. */
function gather(set: SortedSet, search: Search): Found {
  const found = new Found();
  if (set.size === 0) return found; // Then a centre may be missing, too.
  const { area } = search;
  const { member } = set;
  const most = search.isAny ? search.count : Infinity;
  for (const { min, end } of area.searchRanges()) {
    const first = set.countBelow(min, false);
    if (first === set.size) continue;
    set.seek(first);
    do {
      if (set.score >= end || found.size >= most) break;
      const distance = area.distanceWithin(set.score);
      if (distance < 0) continue;
      found.add(member.bytes, member.start, member.end, set.score, distance);
    } while (set.next());
  }
  return found;
}

function replyFound(
  context: Context,
  search: Search,
  found: Found,
  chosen: readonly number[],
): void {
  const { reply } = context;
  const { withDistance, withHash, withPlace } = search;
  const extras = Number(withDistance) + Number(withHash) + Number(withPlace);
  reply.array(chosen.length);
  for (const i of chosen) {
    if (extras > 0) reply.array(1 + extras);
    reply.bulk(found.names, found.start(i), found.ends[i]);
    if (withDistance) replyDistance(context, found.distances[i] / search.unit);
    if (withHash) reply.int64(BigInt(Math.trunc(found.scores[i])));
    if (withPlace) replyPlace(context, found.scores[i]);
  }
}

function storeFound(
  context: Context,
  search: Search,
  found: Found,
  chosen: readonly number[],
  event: string,
): void {
  const { storesDistances, unit, destination } = search;
  const limits = context.server.config.values;
  storeSortedSet(context, destination, event, (made) => {
    for (const i of chosen) {
      const score = storesDistances ? found.distances[i] / unit : found.scores[i];
      made.add(found.names, found.start(i), found.ends[i], score, limits);
    }
  });
}
