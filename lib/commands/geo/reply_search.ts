/** A search is made, and what it finds is replied or stored. */

import type { SortedSet } from "../../types/sorted_set.ts";
import type { Context } from "../context.ts";
import { storeSortedSet } from "../sorted_set/operations/store.ts";
import { Found } from "./found.ts";
import { replyDistance, replyPlace } from "./geopos.ts";
import type { Search } from "./search.ts";

/** Searches a set and replies what is found; or stores it, and tells so by this event. */
export function replySearch(
  context: Context,
  set: SortedSet,
  search: Search,
  event: string = "",
): void {
  const found = gather(set, search);
  const chosen = found.choose();
  if (search.destination === 0) replyFound(context, search, found, chosen);
  else storeFound(context, search, found, chosen, event);
}

/** All places within the area; if any will do, no more than are wanted. */
function gather(set: SortedSet, search: Search): Found {
  const found = new Found(search);
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
