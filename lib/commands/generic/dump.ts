/** DUMP and RESTORE: a value goes from server to server. */

import { frequencyAccess, idleAccess } from "../../keyspace/access.ts";
import { dumpValue, isPayload, restoreValue } from "../../rdb/payload.ts";
import { RdbError } from "../../rdb/reader.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";

export const DUMP = command({
  name: "DUMP",
  summary: "Returns the value of a key in a serialized form that RESTORE accepts.",
  since: "2.6.0",
  group: "generic",
  complexity: "O(N*M), N being the number of objects in the value and M their average size.",
  arity: 2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
  tips: ["nondeterministic_output"],
}, ({ args, db, reply, server }) => {
  const entry = db.read(args.bytes, args.starts[1], args.ends[1]);
  if (entry === null) return reply.null();
  const payload = dumpValue(db, entry, server.config.values.rdbcompression);
  reply.bulk(payload, 0, payload.length);
});

export const RESTORE = command({
  name: "RESTORE",
  summary: "Creates a key from a value that DUMP serialized.",
  since: "2.6.0",
  group: "generic",
  complexity:
    "O(N*M), N being the number of objects in the value and M their average size; times log(N) for sorted sets.",
  arity: -4,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "ttl", type: "integer" },
    { name: "serialized-value", type: "string" },
    { name: "replace", type: "pure-token", token: "REPLACE", since: "3.0.0", optional: true },
    { name: "absttl", type: "pure-token", token: "ABSTTL", since: "5.0.0", optional: true },
    { name: "seconds", type: "integer", token: "IDLETIME", since: "5.0.0", optional: true },
    { name: "frequency", type: "integer", token: "FREQ", since: "5.0.0", optional: true },
  ],
  categories: ["dangerous"],
  history: [
    ["3.0.0", "Accepts `REPLACE`."],
    ["5.0.0", "Accepts `ABSTTL`."],
    ["5.0.0", "Accepts `IDLETIME` and `FREQ`."],
  ],
}, (context) => {
  const { args, db, nowMs, reply } = context;
  const { bytes, starts, ends } = args;
  const options = readOptions(args);
  const isThere = db.find(bytes, starts[1], ends[1]) !== null;
  if (isThere && !options.replaces) {
    throw new ReplyError("BUSYKEY Target key name already exists.");
  }
  const ttl = args.int64(2);
  if (ttl < 0n) throw new ReplyError("ERR Invalid TTL value, must be >= 0");
  const payload = args.copy(3);
  if (!isPayload(payload, context.server.checksPayloads)) {
    throw new ReplyError("ERR DUMP payload version or checksum are wrong");
  }
  read(context, payload, isThere);
  const expireAtMs = ttl === 0n ? 0 : Number(ttl) + (options.isAbsolute ? 0 : nowMs);
  const entry = db.peek(bytes, starts[1], ends[1])!;
  if (expireAtMs !== 0 && expireAtMs <= nowMs) {
    // Expired on its way: what it would have replaced is gone all the same.
    db.removeFound(entry);
    if (isThere) {
      context.effect("DEL", arg(1));
      context.changed(1, "generic", "del");
    }
    return reply.ok();
  }
  if (expireAtMs !== 0) db.setExpiry(entry, expireAtMs);
  const { frequency, idleSeconds } = options;
  if (db.env.isLfu && frequency >= 0) db.access = frequencyAccess(db.env, frequency);
  else if (!db.env.isLfu && idleSeconds >= 0) db.access = idleAccess(db.env, idleSeconds);
  if (expireAtMs !== 0 && !options.isAbsolute) propagateAbsolute(context, expireAtMs);
  context.changed(1, "generic", "restore");
  reply.ok();
});

/** A time to live is propagated as the time when it ends. */
function propagateAbsolute(context: Context, expireAtMs: number): void {
  const rest = Array.from({ length: context.args.count - 3 }, (_, i) => arg(3 + i));
  context.effect(arg(0), arg(1), String(expireAtMs), ...rest, "ABSTTL");
}

interface Options {
  readonly replaces: boolean;
  /** Whether the time to live is a time, Unix milliseconds. */
  readonly isAbsolute: boolean;
  /** Since when the key has not been used, and how often it was; -1 if not given. */
  readonly idleSeconds: number;
  readonly frequency: number;
}

function readOptions(args: Args): Options {
  let [replaces, isAbsolute] = [false, false];
  let [idleSeconds, frequency] = [-1, -1];
  for (let i = 4; i < args.count; i++) {
    const hasMore = i + 1 < args.count;
    if (args.is(i, "REPLACE")) {
      replaces = true;
    } else if (args.is(i, "ABSTTL")) {
      isAbsolute = true;
    } else if (args.is(i, "IDLETIME") && hasMore && frequency < 0) {
      idleSeconds = args.integer(++i);
      if (idleSeconds < 0) throw new ReplyError("ERR Invalid IDLETIME value, must be >= 0");
    } else if (args.is(i, "FREQ") && hasMore && idleSeconds < 0) {
      frequency = args.integer(++i);
      if (frequency < 0 || frequency > 255) {
        throw new ReplyError("ERR Invalid FREQ value, must be >= 0 and <= 255");
      }
    } else {
      throw syntaxError();
    }
  }
  return { replaces, isAbsolute, idleSeconds, frequency };
}

/** Reads a payload into key 1. A value that is there stays until the new one is whole. */
function read(context: Context, payload: Uint8Array, isThere: boolean): void {
  const { args, db, nowMs, server } = context;
  const key = isThere ? freeKey(context) : args.copy(1);
  const limits = server.config.values;
  try {
    restoreValue(payload, {
      db,
      key,
      limits,
      nowMs,
      isTrusted: false,
      batch: null,
      expireAtMs: 0,
    });
  } catch (error) {
    if (error instanceof RdbError) throw new ReplyError("ERR Bad data format");
    throw error;
  }
  const entry = db.peek(key, 0, key.length);
  if (entry === null) throw new ReplyError("ERR Bad data format");
  if (isThere) db.moveTo(db, entry, args.bytes, args.starts[1], args.ends[1]);
}

/** A key that does not exist. */
function freeKey({ db, server }: Context): Uint8Array {
  for (;;) {
    const key = Uint8Array.from({ length: 16 }, () => Math.floor(server.random() * 256));
    if (db.presence(key, 0, key.length) === "absent") return key;
  }
}
