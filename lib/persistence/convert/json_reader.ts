/** Reads keys from JSON lines, see `json_writer.ts`. */

import type { Engine } from "../../engine/engine.ts";
import type { Database } from "../../keyspace/database.ts";
import { STREAM } from "../../keyspace/types.ts";
import { Args, fromLatin1 } from "../../resp/args.ts";
import type { Session } from "../../state/session.ts";
import { Stream } from "../../types/stream.ts";
import { StreamGroup, UNKNOWN } from "../../types/stream_group.ts";
import { NO_ID, StreamId } from "../../types/stream_id.ts";

/** Elements in one command. */
const AT_ONCE = 1000;

/** A line as it was parsed; what is in it is checked where it is used. */
interface Line {
  readonly library?: string;
  readonly db?: number;
  readonly key?: string;
  readonly type?: string;
  readonly expireAtMs?: number;
  readonly value?: unknown;
  readonly fieldExpireAtMs?: Record<string, number>;
  readonly stream?: Record<string, string | number>;
  readonly groups?: readonly Group[];
}

interface Group {
  readonly name: string;
  readonly "last-delivered-id": string;
  readonly "entries-read"?: number | null;
  readonly pending?: readonly [id: string, consumer: string, deliveries: number, ms?: number][];
  readonly consumers?: readonly (string | [name: string, seenMs: number, activeMs: number])[];
}

export class JsonReader {
  /** The code of libraries seen so far. */
  readonly libraries: Uint8Array[] = [];
  readonly #engine: Engine;
  readonly #session: Session;

  constructor(engine: Engine, session: Session) {
    this.#engine = engine;
    this.#session = session;
  }

  /** Makes the key that a line tells of. Throws an Error that says what is wrong with it. */
  read(text: string): void {
    const line = parse(text);
    if (line.library !== undefined) {
      this.libraries.push(fromLatin1(line.library));
      return;
    }
    const { db = 0, key, type } = line;
    const databases = this.#engine.server.keyspace.databases;
    if (typeof key !== "string") throw new Error("there is no key");
    const database = databases[db];
    if (database === undefined) throw new Error(`there is no database ${db}`);
    this.#session.db = database;
    this.#make(database, key, line);
    const bytes = fromLatin1(key);
    if (database.glance(bytes, 0, bytes.length) === null) {
      throw new Error(`a ${type} without a value that makes one`);
    }
    if (line.expireAtMs !== undefined) this.#run("PEXPIREAT", key, `${line.expireAtMs}`);
  }

  #make(db: Database, key: string, line: Line): void {
    const { type, value } = line;
    switch (type) {
      case "string":
        if (typeof value !== "string") throw new Error("the value is no string");
        return this.#run("SET", key, value);
      case "list":
        return this.#add("RPUSH", key, stringsOf(value), 1);
      case "set":
        return this.#add("SADD", key, stringsOf(value), 1);
      case "zset": {
        const words = stringsOf(value);
        if (words.length % 2 !== 0) throw new Error("a member has no score");
        return this.#add("ZADD", key, words.map((_, i) => words[i ^ 1]), 2);
      }
      case "hash":
        return this.#hash(key, line);
      case "stream":
        return this.#stream(db, key, line);
    }
    throw new Error(`there is no type ${JSON.stringify(type)}`);
  }

  #hash(key: string, { fieldExpireAtMs = {}, value }: Line): void {
    if (typeof value !== "object" || value === null) throw new Error("the value is no object");
    this.#add("HSET", key, stringsOf(Object.entries(value).flat()), 2);
    for (const [field, ms] of Object.entries(fieldExpireAtMs)) {
      this.#run("HPEXPIREAT", key, `${ms}`, "FIELDS", "1", field);
    }
  }

  #stream(db: Database, key: string, { groups = [], stream: state = {}, value }: Line): void {
    const bytes = fromLatin1(key);
    const stream = new Stream(db.memory);
    db.putObject(bytes, 0, bytes.length, STREAM, stream, 0);
    for (const [id, words] of value as [string, string[]][]) {
      this.#run("XADD", key, id, ...stringsOf(words));
    }
    const idOr = (name: string, otherwise: StreamId) =>
      state[name] === undefined ? otherwise : idOf(`${state[name]}`);
    stream.lastId.copy(idOr("last-generated-id", stream.lastId));
    stream.maxDeletedId.copy(idOr("max-deleted-entry-id", stream.maxDeletedId));
    stream.entriesAdded = Number(state["entries-added"] ?? stream.length);
    for (const group of groups) addGroup(stream, group);
  }

  #add(name: string, key: string, words: readonly string[], each: number): void {
    for (let i = 0; i < words.length; i += each * AT_ONCE) {
      this.#run(name, key, ...words.slice(i, i + each * AT_ONCE));
    }
  }

  #run(...words: string[]): void {
    this.#engine.replay(this.#session, Args.of(...words));
  }
}

function parse(text: string): Line {
  const line: unknown = JSON.parse(text);
  if (typeof line !== "object" || line === null) throw new Error("it is no object");
  return line;
}

function stringsOf(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
    throw new Error("the value does not consist of strings");
  }
  return value;
}

function idOf(text: string): StreamId {
  const id = new StreamId();
  const bytes = fromLatin1(text);
  if (id.parse(bytes, 0, bytes.length) === NO_ID) throw new Error(`${text} is no ID`);
  return id;
}

function addGroup(stream: Stream, { name, pending = [], consumers = [], ...state }: Group): void {
  const group = new StreamGroup(stream.memory);
  stream.groups.set(name, group);
  group.lastId.copy(idOf(state["last-delivered-id"]));
  group.entriesRead = state["entries-read"] ?? UNKNOWN;
  for (const consumer of consumers) {
    const [called, seenMs, activeMs] = typeof consumer === "string" ? [consumer, 0, -1] : consumer;
    group.addConsumer(called, seenMs).activeMs = activeMs;
  }
  for (const [id, owner, deliveries, deliveredMs = 0] of pending) {
    const consumer = group.consumers.get(owner) ?? group.addConsumer(owner, 0);
    group.deliver(idOf(id), consumer, deliveredMs, deliveries);
  }
}
