/**
 * How far a consumer group is behind its stream. Entries have no numbers, so this can only be told
 * where none was deleted in between; the rules are those of Redis 7.4.
 */

import type { Stream } from "./stream.ts";
import { type StreamGroup, UNKNOWN } from "./stream_group.ts";
import { compareIds, type StreamId } from "./stream_id.ts";

/**
 * How many entries the group has still to read; null where that cannot be told. Negative if it was
 * told to have read more than there ever was.
 */
export function lagOf(stream: Stream, group: StreamGroup): number | null {
  const { entriesAdded, length, firstId, maxDeletedId } = stream;
  if (entriesAdded === 0 || length === 0) return 0;
  if (compareIds(group.lastId, firstId) < 0 && compareIds(maxDeletedId, firstId) < 0) {
    return length;
  }
  if (group.entriesRead !== UNKNOWN && !hasDeletedFrom(stream, group.lastId)) {
    return entriesAdded - group.entriesRead;
  }
  const read = countUpTo(stream, group.lastId);
  return read === UNKNOWN ? null : entriesAdded - read;
}

/** Keeps count of what a group has read, before this entry is the one delivered to it last. */
export function countRead(stream: Stream, group: StreamGroup, id: StreamId): void {
  const isWithin = compareIds(group.lastId, stream.firstId) >= 0;
  if (group.entriesRead !== UNKNOWN && isWithin && !hasDeletedFrom(stream, group.lastId)) {
    group.entriesRead++;
  } else if (stream.entriesAdded > 0) {
    group.entriesRead = countUpTo(stream, id);
  }
}

/** How many entries were ever added up to this ID; `UNKNOWN` where that cannot be told. */
export function countUpTo(stream: Stream, id: StreamId): number {
  const { entriesAdded, length, firstId, lastId, maxDeletedId } = stream;
  if (entriesAdded === 0) return 0;
  if (length === 0 && compareIds(id, lastId) < 1) return entriesAdded;
  if (!id.isMin && compareIds(id, maxDeletedId) < 0) return UNKNOWN;
  const toLast = compareIds(id, lastId);
  if (toLast === 0) return entriesAdded;
  if (toLast > 0) return UNKNOWN;
  if (maxDeletedId.isMin || compareIds(maxDeletedId, firstId) < 0) {
    const toFirst = compareIds(id, firstId);
    if (toFirst < 0) return entriesAdded - length;
    if (toFirst === 0) return entriesAdded - length + 1;
  }
  return UNKNOWN;
}

/** Whether an entry with this ID or a greater one may have been deleted, and others be left. */
function hasDeletedFrom({ length, maxDeletedId }: Stream, id: StreamId): boolean {
  if (length === 0 || maxDeletedId.isMin) return false;
  return compareIds(id, maxDeletedId) <= 0;
}
