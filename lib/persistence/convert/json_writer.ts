/**
 * Writes keys as JSON lines, one object a key; bytes are Latin-1 text, a character a byte:
 *
 *   {"db":0,"key":"k","type":"string","encoding":"raw","expireAtMs":1,"value":"text"}
 *   list, set    "value":["element",…]
 *   zset         "value":["member","score",…]
 *   hash         "value":{"field":"value",…},"fieldExpireAtMs":{"field":1,…}
 *   stream       "value":[["1-1",["field","value",…]],…],
 *                "stream":{"length":1,"last-generated-id":"1-1","max-deleted-entry-id":"0-0",
 *                          "entries-added":1,"recorded-first-entry-id":"1-1"},
 *                "groups":[{"name":"g","last-delivered-id":"1-1","entries-read":1,
 *                           "pending":[["1-1","consumer",deliveries,deliveredMs],…],
 *                           "consumers":[["consumer",seenMs,activeMs],…]}]
 *   {"library":"#!lua name=…"}                                       a library of functions
 *
 * What does not expire has no `expireAtMs`; `encoding` is for those who read only.
 */

import type { Database } from "../../keyspace/database.ts";
import {
  ENCODING_NAMES,
  HASH,
  LIST,
  SET,
  STREAM,
  STRING,
  TYPE_NAMES,
} from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import type { KeyWriter, Sink } from "../../rdb/file_writer.ts";
import { latin1 } from "../../resp/args.ts";
import { formatDouble } from "../../resp/numbers.ts";
import { Hash } from "../../types/hash.ts";
import { List } from "../../types/list.ts";
import { membersOf } from "../../types/set.ts";
import { SortedSet } from "../../types/sorted_set.ts";
import type { Stream } from "../../types/stream.ts";
import { StreamCursor } from "../../types/stream_cursor.ts";
import { type StreamGroup, UNKNOWN } from "../../types/stream_group.ts";
import { MAX_ID, MIN_ID } from "../../types/stream_id.ts";

/** Characters that are gathered before they are handed on. */
const FLUSH_LENGTH = 64 * 1024;

/** Bytes that a cursor stands on. */
interface Bytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export class JsonWriter implements KeyWriter {
  written = 0;
  keys = 0;
  readonly #sink: Sink;
  readonly #functions: readonly Uint8Array[];
  readonly #encoder = new TextEncoder();
  #text = "";

  constructor(sink: Sink, functions: readonly Uint8Array[]) {
    this.#sink = sink;
    this.#functions = functions;
  }

  begin(): void {
    for (const code of this.#functions) {
      this.#add(`{"library":${quoted(code, 0, code.length)}}\n`);
    }
  }

  resize(): void {}

  key(index: number, db: Database, entry: Entry): void {
    const { bytes, keyStart, keyEnd, expireAtMs, type } = entry;
    this.#add(
      `{"db":${index},"key":${quoted(bytes, keyStart, keyEnd)},"type":"${TYPE_NAMES[type]}"`,
    );
    this.#add(`,"encoding":"${ENCODING_NAMES[type][entry.encoding]}"`);
    if (expireAtMs !== 0) this.#add(`,"expireAtMs":${expireAtMs}`);
    this.#add(`,"value":`);
    this.#value(db, entry);
    this.#add("}\n");
    this.keys++;
  }

  end(): void {
    this.flush();
  }

  flush(): void {
    const bytes = this.#encoder.encode(this.#text);
    this.#text = "";
    this.written += bytes.length;
    if (bytes.length > 0) this.#sink(bytes);
  }

  #add(text: string): void {
    this.#text += text;
    if (this.#text.length >= FLUSH_LENGTH) this.flush();
  }

  #value(db: Database, entry: Entry): void {
    switch (entry.type) {
      case STRING:
        return this.#add(quoted(entry.valueBytes, entry.valueStart, entry.valueEnd));
      case LIST:
        return this.#list(db, entry);
      case SET:
        return this.#set(db, entry);
      case HASH:
        return this.#hash(db, entry);
      case STREAM:
        return this.#stream(db.objectOf(entry) as Stream);
    }
    this.#sortedSet(db, entry);
  }

  #list(db: Database, entry: Entry): void {
    const list = new List().open(db, entry, 0);
    let mark = "[";
    for (let isThere = list.seek(0); isThere; isThere = list.next()) {
      this.#add(mark + shown(list.element));
      mark = ",";
    }
    this.#add("]");
  }

  #set(db: Database, entry: Entry): void {
    const members = membersOf(db, entry);
    let mark = "[";
    while (members.next()) {
      this.#add(mark + shown(members));
      mark = ",";
    }
    this.#add("]");
  }

  #sortedSet(db: Database, entry: Entry): void {
    const set = new SortedSet().open(db, entry);
    let mark = "[";
    set.seek(0);
    do {
      this.#add(`${mark}${shown(set.member)},"${formatDouble(set.score)}"`);
      mark = ",";
    } while (set.next());
    this.#add("]");
  }

  #hash(db: Database, entry: Entry): void {
    const hash = new Hash().view(db, entry);
    let mark = "{";
    hash.forEach((field, value) => {
      this.#add(`${mark}${shown(field)}:${shown(value)}`);
      mark = ",";
    });
    this.#add("}");
    if (!hash.isVolatile) return;
    mark = `,"fieldExpireAtMs":{`;
    hash.forEach((field, _value, expireAtMs) => {
      if (expireAtMs === 0) return;
      this.#add(`${mark}${shown(field)}:${expireAtMs}`);
      mark = ",";
    });
    this.#add("}");
  }

  #stream(stream: Stream): void {
    const cursor = new StreamCursor().open(stream.blocks, MIN_ID, MAX_ID, false);
    let mark = "[";
    while (cursor.next()) {
      this.#add(`${mark}["${cursor.id}",`);
      let before = "[";
      cursor.write({
        bulk: (bytes, start, end) => {
          this.#add(before + quoted(bytes, start, end));
          before = ",";
        },
      });
      this.#add("]]");
      mark = ",";
    }
    if (mark === "[") this.#add("[");
    this.#add(`],"stream":{"length":${stream.length},"last-generated-id":"${stream.lastId}"`);
    this.#add(
      `,"max-deleted-entry-id":"${stream.maxDeletedId}","entries-added":${stream.entriesAdded}`,
    );
    this.#add(`,"recorded-first-entry-id":"${stream.firstId}"},"groups":[`);
    mark = "";
    for (const [name, group] of stream.groups) {
      this.#add(mark);
      this.#group(name, group);
      mark = ",";
    }
    this.#add("]");
  }

  #group(name: string, group: StreamGroup): void {
    const { entriesRead } = group;
    this.#add(`{"name":${JSON.stringify(name)},"last-delivered-id":"${group.lastId}"`);
    this.#add(`,"entries-read":${entriesRead === UNKNOWN ? null : entriesRead},"pending":[`);
    let mark = "";
    let isThere = group.size > 0 && group.seek(null, MIN_ID);
    for (; isThere; isThere = group.next(null)) {
      const { deliveredMs, deliveries, id, owner } = group;
      const words = [`${id}`, owner.name, deliveries, deliveredMs];
      this.#add(mark + JSON.stringify(words));
      mark = ",";
    }
    this.#add(`],"consumers":[`);
    mark = "";
    for (const { activeMs, name, seenMs } of group.consumers.values()) {
      this.#add(mark + JSON.stringify([name, seenMs, activeMs]));
      mark = ",";
    }
    this.#add("]}");
  }
}

function shown({ bytes, start, end }: Bytes): string {
  return quoted(bytes, start, end);
}

function quoted(bytes: Uint8Array, start: number, end: number): string {
  return JSON.stringify(latin1(bytes, start, end));
}
