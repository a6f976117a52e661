/**
 * Lists in RDB files: elements one after the other (before 3.2), a ziplist (before 3.2), ziplists
 * (before 7.0), or the nodes of a quicklist.
 */

import type { Database } from "../../keyspace/database.ts";
import { LIST, LISTPACK } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import { exceedsFill, Quicklist } from "../../memory/quicklist.ts";
import { List, TAIL } from "../../types/list.ts";
import { checkListpack, visitListpack, visitZiplist } from "../elements.ts";
import { KIND, PACKED_NODE, PLAIN_NODE } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import { ListWalk } from "../walks/list_walk.ts";
import type { Walk } from "../walks/walk.ts";
import type { RdbWriter } from "../writer.ts";
import { putPacked, type Target } from "./target.ts";

export function kindOfList(): number {
  return KIND.LIST_QUICKLIST_2;
}

/** Writes a packed list. */
export function writeList(_db: Database, entry: Entry, out: RdbWriter): void {
  out.size(1);
  out.size(PACKED_NODE);
  out.string(entry.valueBytes, entry.valueStart, entry.valueEnd);
}

/** Begins to write a long list. */
export function openList(list: Quicklist, out: RdbWriter): Walk {
  out.size(list.nodes);
  return new ListWalk(list, (bytes, start, end, isPlain) => {
    out.size(isPlain ? PLAIN_NODE : PACKED_NODE);
    out.string(bytes, start, end);
  });
}

/** Reads a list into the target; an empty one makes no key. */
export function readList(kind: number, reader: RdbReader, target: Target): void {
  if (kind === KIND.LIST_QUICKLIST_2) return readNodes(reader, target);
  const made = new MadeList(target);
  if (kind === KIND.LIST_ZIPLIST) {
    visitZiplist(reader.copy(), ({ bytes, start, end }) => made.add(bytes, start, end));
    return;
  }
  const count = reader.count(1);
  for (let i = 0; i < count; i++) {
    if (kind === KIND.LIST) {
      reader.string();
      made.add(reader.text, reader.start, reader.end);
    } else {
      visitZiplist(reader.copy(), ({ bytes, start, end }) => made.add(bytes, start, end));
    }
  }
}

/** Nodes are taken as they are, unless a listpack is not as we would have written it. */
function readNodes(reader: RdbReader, target: Target): void {
  const { db, key, limits, expireAtMs } = target;
  const fill = limits.listMaxListpackSize;
  const count = reader.count(2);
  let list: Quicklist | null = null;
  try {
    for (let i = 0; i < count; i++) {
      const container = reader.size();
      if (container !== PLAIN_NODE && container !== PACKED_NODE) {
        reader.fail(`a node of a list of an unknown kind, ${container}`);
      }
      reader.string();
      const { text, start, end } = reader;
      if (container === PLAIN_NODE) {
        list ??= new Quicklist(db.memory);
        list.appendPlain(text, start, end);
        continue;
      }
      const { count: elements, isCanonical } = checkListpack(text, start, end);
      if (elements === 0) continue;
      if (count === 1 && isCanonical && !exceedsFill(fill, end - start, elements)) {
        putPacked(target, LIST, LISTPACK, text, start, end);
        return;
      }
      const made = list ??= new Quicklist(db.memory);
      if (isCanonical) made.appendListpack(text, start, end);
      else {visitListpack(text, start, ({ bytes, start, end }) =>
          made.push(TAIL, bytes, start, end, fill));}
    }
  } catch (error) {
    while (list !== null && !list.drain());
    throw error;
  }
  if (list !== null) db.putObject(key, 0, key.length, LIST, list, expireAtMs);
}

/** A list that is made element by element. */
class MadeList {
  readonly #target: Target;
  readonly #list = new List();
  #isMade = false;

  constructor(target: Target) {
    this.#target = target;
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const { db, key, limits } = this.#target;
    if (!this.#isMade) {
      db.find(key, 0, key.length);
      this.#list.create(db, key, 0, key.length, limits.listMaxListpackSize);
      this.#isMade = true;
    }
    this.#list.expect(end - start, 1);
    this.#list.push(TAIL, bytes, start, end);
  }
}
