import { test } from "node:test";
import assert from "node:assert/strict";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** Notes the changes that keyspace notifications will be made of, as `db:event:key`. */
function events(redis: TestEngine): string[] {
  const seen: string[] = [];
  const { engine } = redis;
  const changedKey = engine.changedKey.bind(engine);
  engine.changedKey = (db, key, start, end, kind, event) => {
    seen.push(`${db.index}:${event}:${new TextDecoder().decode(key.slice(start, end))}`);
    changedKey(db, key, start, end, kind, event);
  };
  return seen;
}

function select(redis: TestEngine, index: number): void {
  redis.session.db = redis.engine.server.keyspace.databases[index];
}

const SAME = "-ERR source and destination objects are the same";
const NOT_INT32 = "-ERR value is out of range, value must between -2147483648 and 2147483647";

test("RENAME: value and expiry go along, what had the name is gone", () => {
  dialogue(
    testEngine(),
    `
    SET a one        → +OK
    EXPIRE a 10      → :1
    SET b two        → +OK
    RENAME a b       → +OK
    GET b            → $3 one
    TTL b            → :10
    EXISTS a         → :0
    SET c three      → +OK
    RENAME c b       → +OK
    TTL b            → :-1
    DBSIZE           → :1
    `,
  );
});

test("RENAME: a missing key is an error, the same name is not", () => {
  dialogue(
    testEngine(),
    `
    RENAME no no     → -ERR no such key
    RENAMENX no no   → -ERR no such key
    SET a 1          → +OK
    RENAME a a       → +OK
    RENAMENX a a     → :0
    RENAME a         → -ERR wrong number of arguments for 'rename' command
    `,
  );
});

test("RENAMENX: only to a name that is free", () => {
  dialogue(
    testEngine(),
    `
    SET a 1          → +OK
    SET b 2          → +OK
    RENAMENX a b     → :0
    PEXPIRE b 5      → :1
    + 5 ms
    RENAMENX a b     → :1
    GET b            → $1 1
    `,
  );
});

test("RENAME: a value of megabytes moves as it is", () => {
  const redis = testEngine();
  const value = "x".repeat(3_000_000);
  redis.command("SET", "a", value);
  const before = redis.engine.server.keyspace.usedBytes;
  dialogue(redis, "SET b small → +OK\nRENAME a b → +OK");
  assert.equal(redis.command("GET", "b"), `$3000000\r\n${value}\r\n`);
  assert.equal(redis.engine.server.keyspace.usedBytes, before);
  dialogue(redis, "MOVE b 1 → :1\nCOPY b c → :0");
  assert.equal(redis.engine.server.keyspace.databases[0].usedBytes < 1000, true);
  select(redis, 1);
  assert.equal(redis.command("GET", "b"), `$3000000\r\n${value}\r\n`);
  dialogue(redis, "COPY b c → :1\nDEL b → :1");
  assert.equal(redis.command("GET", "c"), `$3000000\r\n${value}\r\n`);
});

test("COPY: value, encoding and expiry; REPLACE to overwrite", () => {
  dialogue(
    testEngine(),
    `
    SET a 12               → +OK
    EXPIRE a 10            → :1
    COPY a b               → :1
    GET b                  → $2 12
    TTL b                  → :10
    OBJECT ENCODING b      → $3 int
    SET c other            → +OK
    COPY a c               → :0
    GET c                  → $5 other
    COPY a c replace       → :1
    GET c                  → $2 12
    COPY no b REPLACE      → :0
    GET b                  → $2 12
    `,
  );
});

test("COPY: to another database, options in any order", () => {
  const redis = testEngine();
  dialogue(redis, "SET a 1 → +OK\nCOPY a a DB 2 → :1\nCOPY a a DB 2 → :0");
  dialogue(redis, "COPY a b REPLACE DB 2 → :1\nCOPY a a DB 2 REPLACE → :1");
  select(redis, 2);
  dialogue(redis, "GET a → $1 1\nGET b → $1 1");
});

test("COPY: refuses the same key, unknown options, databases that do not exist", () => {
  dialogue(
    testEngine(),
    `
    COPY a a               → ${SAME}
    COPY a a DB 0          → ${SAME}
    COPY a b foo           → -ERR syntax error
    COPY a b DB            → -ERR syntax error
    COPY a b DB 99         → -ERR DB index is out of range
    COPY a b DB -1         → -ERR DB index is out of range
    COPY a b DB x          → -ERR value is not an integer or out of range
    COPY a b DB 2147483648 → ${NOT_INT32}
    COPY a b DB 99 foo     → -ERR DB index is out of range
    `,
  );
});

test("MOVE: to a database that has no such key, with its expiry", () => {
  const redis = testEngine();
  dialogue(redis, "SET a 1 → +OK\nEXPIRE a 10 → :1\nMOVE a 1 → :1\nEXISTS a → :0\nMOVE a 1 → :0");
  dialogue(redis, "SET a 2 → +OK\nMOVE a 1 → :0\nGET a → $1 2");
  select(redis, 1);
  dialogue(redis, "GET a → $1 1\nTTL a → :10");
});

test("MOVE: refuses its own database and those that do not exist, with or without the key", () => {
  dialogue(
    testEngine(),
    `
    MOVE a 0               → ${SAME}
    MOVE a 16              → -ERR DB index is out of range
    MOVE a -1              → -ERR DB index is out of range
    MOVE a x               → -ERR value is not an integer or out of range
    MOVE a 99999999999     → ${NOT_INT32}
    `,
  );
});

test("RENAME, MOVE, COPY: tell both keys, and count as one change", () => {
  const redis = testEngine();
  redis.command("SET", "a", "1");
  const seen = events(redis);
  const { server } = redis.engine;
  server.dirty = 0;
  dialogue(redis, "RENAME a b → +OK\nMOVE b 1 → :1\nRENAME no x → -ERR no such key");
  select(redis, 1);
  dialogue(redis, "COPY b c DB 2 → :1\nCOPY b b DB 2 → :1\nRENAME b b → +OK");
  assert.deepEqual(seen, [
    "0:rename_from:a",
    "0:rename_to:b",
    "0:move_from:b",
    "1:move_to:b",
    "2:copy_to:c",
    "2:copy_to:b",
  ]);
  assert.equal(server.dirty, 4);
});

test("FLUSHDB, FLUSHALL: remove everything, with SYNC or ASYNC", () => {
  const redis = testEngine();
  dialogue(redis, "SET a 1 → +OK\nMOVE a 1 → :1\nSET a 2 → +OK\nEXPIRE a 10 → :1");
  dialogue(redis, "FLUSHDB async → +OK\nDBSIZE → :0\nTTL a → :-2");
  select(redis, 1);
  dialogue(redis, "DBSIZE → :1\nFLUSHALL SYNC → +OK\nDBSIZE → :0\nFLUSHALL → +OK");
  dialogue(redis, "FLUSHDB foo → -ERR syntax error\nFLUSHALL SYNC ASYNC → -ERR syntax error");
});

test("FLUSHDB and FLUSHALL count the keys as changes", () => {
  const redis = testEngine();
  const { server } = redis.engine;
  dialogue(redis, "SET a 1 → +OK\nSET b 1 → +OK\nFLUSHDB → +OK");
  assert.equal(server.dirty, 4);
  dialogue(redis, "FLUSHDB → +OK\nFLUSHALL → +OK");
  assert.equal(server.dirty, 4);
  dialogue(redis, "SET a 1 → +OK\nFLUSHALL → +OK");
  assert.equal(server.dirty, 6);
});

test("SWAPDB: exchanges the keys under those who selected them", () => {
  const redis = testEngine();
  const other = redis.client();
  other.session.db = redis.engine.server.keyspace.databases[1];
  dialogue(redis, "SET a 1 → +OK\nEXPIRE a 10 → :1\nSWAPDB 0 1 → +OK\nDBSIZE → :0");
  dialogue(redis, "GET a → $1 1\nTTL a → :10", other);
  dialogue(redis, "SWAPDB 1 1 → +OK\nSWAPDB 1 0 → +OK\nGET a → $1 1");
});

test("SWAPDB: refuses what is no database", () => {
  dialogue(
    testEngine(),
    `
    SWAPDB x 1             → -ERR invalid first DB index
    SWAPDB 0 x             → -ERR invalid second DB index
    SWAPDB 99999999999 1   → -ERR invalid first DB index
    SWAPDB 0 16            → -ERR DB index is out of range
    SWAPDB -1 0            → -ERR DB index is out of range
    `,
  );
});
