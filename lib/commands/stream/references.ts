/** References of consumer groups to a stream's entries. */

import type { Stream } from "../../types/stream.ts";
import { compareIds, type StreamId } from "../../types/stream_id.ts";

/** Whether a group has still to read an entry, or to acknowledge it. */
export function isReferenced({ groups }: Stream, id: StreamId): boolean {
  for (const group of groups.values()) {
    if (compareIds(id, group.lastId) > 0 || group.find(id)) return true;
  }
  return false;
}

/** No group has the entry pending any more. */
export function dropReferences({ groups }: Stream, id: StreamId): void {
  for (const group of groups.values()) group.acknowledge(id);
}
