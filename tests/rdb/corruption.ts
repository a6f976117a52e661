/**
 * Damages payloads of RESTORE and RDB files at random, and looks what becomes of them: each is
 * refused, or makes a value that can be read, dumped, loaded and deleted like any other. Nothing else
 * in the store changes, and no memory is lost.
 */

import assert from "node:assert/strict";
import { Crc64 } from "../../lib/rdb/crc64.ts";
import { RdbFileReader } from "../../lib/rdb/file_reader.ts";
import { kindIn, OPCODE } from "../../lib/rdb/format.ts";
import { RdbError, RdbReader } from "../../lib/rdb/reader.ts";
import { readValue } from "../../lib/rdb/value.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { encodeRequest } from "../../lib/resp/encode_request.ts";
import { RequestReader } from "../../lib/resp/request_reader.ts";
import { type TestEngine, testEngine } from "../support/engine.ts";
import { FIXTURES, rdbOf, sourceOf } from "../support/fixtures.ts";
import { plainReply } from "../support/plain_reply.ts";
import { randomFrom } from "../support/random.ts";

/** Longer values take long to damage, and are made of the same parts. */
const PAYLOAD_BYTES_MAX = 3000;
const FOOTER_BYTES = 10;
/** What a database keeps once it has had a hash with fields that expire. */
const SLACK_BYTES = 512;
const TEMPTING = [0, 1, 0x7f, 0x80, 0x81, 0xc0, 0xc3, 0xe0, 0xf0, 0xf4, 0xfe, 0xff];

export interface Outcome {
  refused: number;
  accepted: number;
}

type Random = () => number;

/** Restores so many damaged payloads. Throws an AssertionError if something is not as it must be. */
export function damagePayloads(count: number, seed: number, sanitize: string): Outcome {
  const random = randomFrom(seed);
  const redis = testEngine({
    "enable-debug-command": "yes",
    "sanitize-dump-payload": sanitize,
  });
  const payloads = samples();
  const { keyspace } = redis.engine.server;
  redis.command("SET", "old", "value");
  const digest = redis.command("DEBUG", "DIGEST");
  const restore = restorer(redis);
  const outcome: Outcome = { refused: 0, accepted: 0 };
  restore("new", payloads[0]);
  redis.command("DEL", "new");
  settle(redis);
  const usedBytes = keyspace.usedBytes;
  for (let i = 0; i < count; i++) {
    const damaged = sealed(damage(payloads, random));
    const reply = restore("new", damaged);
    if (reply.startsWith("-")) {
      assert.match(reply, /^-ERR (Bad data format|DUMP payload version)/);
      assert.equal(redis.command("EXISTS", "new"), ":0\r\n");
      outcome.refused++;
    } else {
      assert.equal(reply, "+OK\r\n");
      use(redis, "new");
      outcome.accepted++;
      redis.command("DEL", "new", "copy");
    }
    settle(redis);
    const more = keyspace.usedBytes - usedBytes;
    assert.ok(more <= SLACK_BYTES, `${more} bytes are lost: ${shown(damaged)}`);
  }
  assert.equal(redis.command("KEYS", "*"), "*1\r\n$3\r\nold\r\n");
  assert.equal(redis.command("DEBUG", "DIGEST"), digest);
  return outcome;
}

/** Loads so many damaged RDB files. */
export function damageFiles(count: number, seed: number): Outcome {
  const random = randomFrom(seed);
  const files = FIXTURES.map((name) => rdbOf(name));
  const outcome: Outcome = { refused: 0, accepted: 0 };
  for (let i = 0; i < count; i++) {
    const redis = testEngine({ "enable-debug-command": "yes" });
    const { config, keyspace } = redis.engine.server;
    const options = { limits: config.values, nowMs: 0, checksSum: false };
    const reader = new RdbFileReader(sourceOf(damage(files, random)), keyspace, options);
    try {
      while (!reader.step(10_000));
      outcome.accepted++;
    } catch (error) {
      if (!(error instanceof RdbError)) throw error;
      outcome.refused++;
    }
    // What was read until then is whole.
    assert.match(redis.command("DEBUG", "DIGEST"), /^\+[0-9a-f]{40}\r\n$/);
  }
  return outcome;
}

/** Values of all kinds that servers of all ages wrote, and ours. */
function samples(): Uint8Array[] {
  const payloads = FIXTURES.flatMap((name) => valuesIn(rdbOf(name)));
  const redis = testEngine();
  for (let i = 0; i < 12; i++) {
    redis.command("HSET", "timed", `f${i}`, i * 100_000);
    redis.command("HPEXPIRE", "timed", 1000 + i, "FIELDS", 1, `f${i}`);
    redis.command("XADD", "stream", `${i + 1}-1`, i % 4 === 0 ? "g" : "f", i);
    redis.command("RPUSH", "list", i, "x".repeat(i * 10));
  }
  for (let i = 0; i < 20; i++) redis.command("XADD", "stream", "*", "field", `value ${i}`);
  redis.command("XDEL", "stream", "3-1");
  redis.command("XGROUP", "CREATE", "stream", "group", "0");
  redis.command("XREADGROUP", "GROUP", "group", "alice", "COUNT", 7, "STREAMS", "stream", ">");
  redis.command("XREADGROUP", "GROUP", "group", "bob", "COUNT", 3, "STREAMS", "stream", ">");
  for (const key of ["timed", "stream", "list"]) {
    const text = plainReply(redis.command("DUMP", key)) as string;
    payloads.push(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  }
  return payloads;
}

/** The values in an RDB file that are not too long, as payloads. */
function valuesIn(file: Uint8Array): Uint8Array[] {
  const { config, keyspace: { databases: [db] } } = testEngine().engine.server;
  const target = {
    ...{ db, limits: config.values, nowMs: 0, isTrusted: true, batch: null, expireAtMs: 0 },
  };
  const payloads: Uint8Array[] = [];
  const reader = RdbReader.of(file);
  const version = Number(latin1(file, 0, 9).replace(/\D/g, ""));
  reader.skip(9);
  for (let kind = reader.u8(); kind !== OPCODE.EOF; kind = reader.u8()) {
    if (kind === OPCODE.AUX) reader.copy();
    if (kind === OPCODE.AUX || kind === OPCODE.FUNCTION_2) reader.copy();
    else if (kind === OPCODE.SELECT_DB) reader.size();
    else if (kind === OPCODE.RESIZE_DB) reader.size() + reader.size();
    else if (kind === OPCODE.EXPIRE_MS) reader.skip(8);
    else if (kind === OPCODE.EXPIRE_SECONDS) reader.skip(4);
    else if (kind === OPCODE.IDLE) reader.size();
    else if (kind === OPCODE.FREQUENCY) reader.skip(1);
    else if (kind === OPCODE.SLOT_INFO) reader.size() + reader.size() + reader.size();
    else {
      const key = reader.copy();
      const start = reader.offset;
      readValue(kindIn(version, kind), reader, { ...target, key });
      db.delete(key, 0, key.length);
      const size = reader.offset - start;
      if (size > PAYLOAD_BYTES_MAX) continue;
      const payload = new Uint8Array(1 + size + FOOTER_BYTES);
      payload[0] = kind;
      payload.set(file.subarray(start, start + size), 1);
      payload[1 + size] = version;
      payloads.push(sealed(payload));
    }
  }
  return payloads;
}

/** One of the samples, changed in one place or some. */
function damage(samples: readonly Uint8Array[], random: Random): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes: Uint8Array = samples[below(samples.length)].slice();
  for (let changes = 1 + below(random() < 0.7 ? 2 : 8); changes > 0; changes--) {
    const at = below(bytes.length - FOOTER_BYTES);
    const length = 1 + below(8);
    switch (below(10)) {
      case 0: // Some bytes less.
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + length));
        break;
      case 1: // Some bytes twice.
        bytes = joined(bytes.subarray(0, at + length), bytes.subarray(at));
        break;
      case 2: { // Some bytes of another one.
        const other = samples[below(samples.length)];
        const from = below(other.length);
        bytes.set(other.subarray(from, from + Math.min(length * 4, bytes.length - at)), at);
        break;
      }
      case 3: // Another kind.
        bytes[0] = below(27);
        break;
      case 4:
        bytes[at] ^= 1 << below(8);
        break;
      case 5:
        bytes[at] = bytes[at] + (random() < 0.5 ? 1 : 255);
        break;
      case 6: // A large number.
        bytes.fill(random() < 0.5 ? 0xff : 0x7f, at, at + Math.min(length, 4));
        break;
      case 7:
        bytes[at] = below(256);
        break;
      default:
        bytes[at] = TEMPTING[below(TEMPTING.length)];
    }
    if (bytes.length <= FOOTER_BYTES + 1) return samples[0].slice();
  }
  return bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

/** A payload whose version and sum are right. */
function sealed(payload: Uint8Array): Uint8Array {
  const { length } = payload;
  payload[length - FOOTER_BYTES] = 10;
  payload[length - FOOTER_BYTES + 1] = 0;
  const crc = new Crc64();
  crc.update(payload, 0, length - 8);
  crc.write(payload, length - 8);
  return payload;
}

/** Sends RESTORE with bytes as they are. */
function restorer(redis: TestEngine): (key: string, payload: Uint8Array) => string {
  const { engine, session } = redis;
  return (key, payload) => {
    const words = ["RESTORE", key, "0"].map((word) => fromLatin1(word));
    const frame = encodeRequest([...words, payload]);
    const reader = new RequestReader({ bulkBytesMax: 2 ** 29 });
    reader.read(frame, 0, frame.length);
    engine.beginTurn(session);
    engine.execute(session, reader.args);
    engine.endTurn();
    return redis.output();
  };
}

/** Reads, changes and dumps a value in all ways that its type has. */
function use(redis: TestEngine, key: string): void {
  const ask = (...words: (string | number)[]) => {
    const reply = redis.command(...words);
    assert.ok(!reply.startsWith("-") || !reply.includes("Bug"), reply);
    return reply;
  };
  ask("DEBUG", "DIGEST-VALUE", key);
  assert.equal(ask("COPY", key, "copy"), ":1\r\n");
  switch (ask("TYPE", key)) {
    case "+list\r\n":
      ask("LRANGE", key, 0, -1);
      ask("LPOS", key, "x");
      ask("LINSERT", key, "BEFORE", "x", "y");
      ask("RPOP", key);
      ask("LPUSH", key, "new");
      break;
    case "+set\r\n":
      ask("SMEMBERS", key);
      ask("SADD", key, "new", "12345");
      ask("SRANDMEMBER", key, -5);
      ask("SPOP", key);
      break;
    case "+zset\r\n":
      ask("ZRANGE", key, 0, -1, "WITHSCORES");
      ask("ZADD", key, 1, "new");
      ask("ZRANK", key, "new");
      ask("ZPOPMIN", key);
      break;
    case "+hash\r\n":
      ask("HGETALL", key);
      ask("HSET", key, "new", "value");
      ask("HRANDFIELD", key, -5);
      ask("HDEL", key, "new");
      break;
    case "+stream\r\n":
      ask("XRANGE", key, "-", "+");
      ask("XREVRANGE", key, "+", "-", "COUNT", 3);
      ask("XINFO", "STREAM", key, "FULL");
      ask("XADD", key, "*", "new", "value");
      ask("XTRIM", key, "MAXLEN", 2);
      break;
    default:
      ask("GET", key);
      ask("APPEND", key, "new");
  }
  ask("DUMP", "copy");
}

function settle({ engine }: TestEngine): void {
  while (engine.server.keyspace.env.isReclaiming) engine.takeTurn();
}

function shown(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 400)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
