import assert from "node:assert/strict";
import { test } from "node:test";
import { fromLatin1, latin1 } from "../../../lib/resp/args.ts";
import { RdbSnapshots } from "../../../lib/persistence/rdb_snapshots.ts";
import { MemoryStorage } from "../../support/memory_storage.ts";
import { contents, type Logged, startLogged } from "./support.ts";

const FOLDER = "appendonlydir";
const INCREMENT = `${FOLDER}/appendonly.aof.1.incr.aof`;
const MANIFEST = `${FOLDER}/appendonly.aof.manifest`;

function textOf(storage: MemoryStorage, path: string): string {
  const bytes = storage.files.get(path)!;
  return latin1(bytes, 0, bytes.length);
}

test("aof: what was changed is there after a restart, in all databases", () => {
  const server = startLogged();
  const { redis, storage } = server;
  for (
    const request of [
      "SET a 1",
      "INCRBYFLOAT a 0.5",
      "RPUSH l 1 2 3",
      "HSET h f 1 g 2",
      "HEXPIRE h 100 FIELDS 1 f",
      "SADD s 1 2 x",
      "ZADD z 1.5 a",
      "XADD x * f v",
      "SELECT 3",
      "SET b 1 EX 100",
      "SELECT 0",
      "MULTI",
      "INCR n",
      "INCR n",
      "EXEC",
    ]
  ) redis.command(...request.split(" "));
  server.settle();
  const again = startLogged(storage.restarted());
  assert.equal(contents(again), contents(server));
  assert.equal(again.redis.engine.server.dirty, 0);
  assert.equal(textOf(storage, MANIFEST).split("\n").length, 3);
});

test("aof: nothing is executed twice that was changed before a rewrite in the same transaction", async () => {
  const server = startLogged();
  for (const request of ["MULTI", "INCR n", "BGREWRITEAOF", "INCR n", "EXEC"]) {
    server.redis.command(request.split(" ")[0], ...request.split(" ").slice(1));
  }
  await breathe(server);
  server.redis.command("INCR", "n");
  server.settle();
  assert.equal(textOf(server.storage, MANIFEST).includes("2.base"), true);
  assert.equal(startLogged(server.storage.restarted()).redis.command("GET", "n"), "$1\r\n3\r\n");
});

test("aof: what expired between two changes stays so when they are replayed later", () => {
  const server = startLogged();
  const { redis } = server;
  redis.command("SET", "k", "old", "PX", 10);
  redis.command("HSET", "h", "f", "old", "g", "1");
  redis.command("HPEXPIRE", "h", 10, "FIELDS", 1, "f");
  redis.clock.advance(20);
  redis.command("SET", "k", "new", "NX");
  redis.command("HSETNX", "h", "f", "new");
  redis.command("SET", "p", "1", "PX", 10);
  redis.command("PERSIST", "p");
  server.settle();
  const again = startLogged(server.storage.restarted());
  assert.equal(again.redis.command("GET", "k"), "$3\r\nnew\r\n");
  assert.equal(again.redis.command("HGET", "h", "f"), "$3\r\nnew\r\n");
  again.redis.clock.advance(1000);
  assert.equal(again.redis.command("GET", "p"), "$1\r\n1\r\n");
});

test("aof: a tail torn at any byte is cut off, and everything before it is kept", () => {
  const server = startLogged();
  server.redis.command("SET", "a", "1");
  server.settle();
  const before = server.storage.files.get(INCREMENT)!.length;
  for (const request of ["MULTI", "INCR a", "SET b two\r\nlines", "EXEC"]) {
    server.redis.command(...request.split(" "));
  }
  server.settle();
  const whole = server.storage.files.get(INCREMENT)!;
  assert.ok(whole.length > before + 60);
  for (let length = before; length < whole.length; length++) {
    const storage = server.storage.restarted();
    storage.files.set(INCREMENT, whole.slice(0, length));
    const again = startLogged(storage);
    assert.equal(again.redis.command("MGET", "a", "b"), "*2\r\n$1\r\n1\r\n$-1\r\n", `${length}`);
    assert.equal(storage.files.get(INCREMENT)!.length, before);
    // What is written next stands behind a whole command.
    again.redis.command("SET", "c", "3");
    again.settle();
    const third = startLogged(storage.restarted());
    assert.equal(third.redis.command("MGET", "a", "c"), "*2\r\n$1\r\n1\r\n$1\r\n3\r\n");
  }
  const refusing = server.storage.restarted();
  refusing.files.set(INCREMENT, whole.slice(0, -1));
  assert.throws(
    () => startLogged(refusing, { "aof-load-truncated": "no" }),
    new RegExp(`offset ${before}; aof-load-truncated yes`),
  );
});

test("aof: damage in the middle is refused with the offset, and nothing is cut off", () => {
  const server = startLogged();
  server.redis.command("SET", "a", "1");
  server.settle();
  const offset = server.storage.files.get(INCREMENT)!.length;
  server.redis.command("SET", "b", "2");
  server.redis.command("SET", "c", "3");
  server.settle();
  const whole = server.storage.files.get(INCREMENT)!;
  for (
    const [at, reason] of [[0, "expected '\\*'"], [1, "invalid multibulk length"], [
      4,
      "expected '\\$'",
    ]] as const
  ) {
    const storage = server.storage.restarted();
    const damaged = whole.slice();
    damaged[offset + at] = 0x78;
    storage.files.set(INCREMENT, damaged);
    assert.throws(() => startLogged(storage), new RegExp(`damaged at offset ${offset}: ${reason}`));
    assert.equal(storage.files.get(INCREMENT)!.length, whole.length);
  }
  const unknown = server.storage.restarted();
  unknown.files.set(INCREMENT, fromLatin1("*1\r\n$4\r\nWHAT\r\n"));
  assert.throws(() => startLogged(unknown), /offset 0: an unknown command, 'WHAT'/);
  const missing = server.storage.restarted();
  missing.files.delete(INCREMENT);
  assert.throws(() => startLogged(missing), /cannot be opened: No such file/);
});

/** Lets what synchronises in the background come to its end. */
async function breathe(server: Logged): Promise<void> {
  for (let i = 0; i < 5; i++) {
    server.settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

test("aof: a crash between any two steps of a rewrite loses and doubles nothing", async () => {
  for (let steps = 0;; steps++) {
    const server = startLogged();
    for (let i = 0; i < 3; i++) server.redis.command("INCR", "n");
    server.redis.command("RPUSH", "l", "1");
    server.settle();
    server.storage.stepsLeft = steps;
    server.redis.command("BGREWRITEAOF");
    await breathe(server);
    const again = startLogged(server.storage.restarted());
    assert.equal(contents(again), contents(server), `after ${steps} steps`);
    assert.ok(![...again.storage.files.keys()].some((name) => /temp-rewrite/.test(name)));
    again.redis.command("INCR", "n");
    again.settle();
    const third = startLogged(again.storage.restarted());
    assert.equal(third.redis.command("GET", "n"), "$1\r\n4\r\n", `after ${steps} steps`);
    if (server.storage.stepsLeft > 0) break;
  }
});

test("aof: what is written during a rewrite is in the new files, once", async () => {
  const server = startLogged();
  const { redis, storage } = server;
  redis.command("DEBUG", "POPULATE", 5000);
  redis.command("SET", "n", 0);
  server.settle();
  // Time passes at each look at the clock, so that there are many slices.
  redis.clock.micros = () => {
    redis.clock.advance(0.4);
    return redis.clock.nowMs() * 1000;
  };
  redis.command("BGREWRITEAOF");
  let during = 0;
  for (let i = 0; i < 3000 || server.file.isRewriting; i++) {
    if (server.file.isRewriting) during++;
    redis.command("INCR", "n");
    redis.command("SET", `key:${i % 6000}`, "x");
    redis.command("DEL", `key:${(i * 7) % 6000}`);
    if (i % 100 === 0) redis.clock.advance(2);
    server.settle();
    if (i % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.ok(during > 0);
  assert.match(redis.command("INFO", "persistence"), /aof_rewrites:1\r\n/);
  assert.equal([...storage.files.keys()].length, 3);
  assert.equal(contents(startLogged(storage.restarted())), contents(server));
});

test("aof: a rewrite that finds the disk full is given up, and nothing is lost", async () => {
  const server = startLogged(undefined, { appendfsync: "everysec" });
  server.redis.command("SET", "a", "x".repeat(1000));
  server.settle();
  server.storage.room = 150;
  server.redis.command("BGREWRITEAOF");
  await breathe(server);
  assert.match(server.redis.command("INFO", "persistence"), /aof_last_bgrewrite_status:err/);
  assert.equal(server.redis.engine.server.keyspace.env.keeper, null);
  server.storage.room = Infinity;
  server.redis.command("SET", "b", "1");
  await breathe(server);
  assert.equal(contents(startLogged(server.storage.restarted())), contents(server));
});

test("aof: when the disk is full writes are refused, reads go on, and it recovers", () => {
  const server = startLogged(undefined, { appendfsync: "everysec" });
  const { redis, storage } = server;
  redis.command("SET", "a", "1");
  server.settle();
  storage.room = 5;
  redis.command("SET", "b", "2");
  server.settle();
  const refusal = "-MISCONF Errors writing to the AOF file: No space left on device\r\n";
  assert.equal(redis.command("SET", "c", "3"), refusal);
  assert.equal(redis.command("GET", "b"), "$1\r\n2\r\n");
  assert.match(redis.command("INFO", "persistence"), /aof_last_write_status:err/);
  storage.room = Infinity;
  redis.engine.tick();
  assert.equal(redis.command("SET", "c", "3"), "+OK\r\n");
  server.settle();
  assert.equal(contents(startLogged(storage.restarted())), contents(server));
});

test("aof: with appendfsync always what cannot be synchronised ends the process", () => {
  const server = startLogged();
  server.storage.syncFailure = "EIO";
  server.redis.command("SET", "a", "1");
  server.settle();
  assert.match(server.aborts[0], /AOF fsync policy is 'always': EIO/);
});

test("aof: replies wait for the disk under always, and for nothing else otherwise", () => {
  for (const policy of ["always", "everysec"]) {
    const server = startLogged(undefined, { appendfsync: policy });
    const { peer } = server.redis.session;
    let flushes = 0;
    peer.flush = () => flushes++;
    server.redis.command("GET", "a");
    assert.equal(server.file.holds(peer), false);
    server.redis.command("SET", "a", "1");
    assert.equal(server.file.holds(peer), policy === "always");
    server.settle();
    assert.equal(flushes, policy === "always" ? 1 : 0);
    assert.equal(server.file.holds(peer), false);
  }
});

test("aof: it is switched on and off while running, and begins with all there is", async () => {
  const server = startLogged(undefined, { appendonly: "no" });
  const { redis, storage } = server;
  redis.command("SET", "a", "1");
  assert.equal(storage.files.size, 0);
  assert.equal(redis.command("CONFIG", "SET", "appendonly", "yes"), "+OK\r\n");
  redis.command("INCR", "n");
  server.settle();
  // Until the base is whole, it is as if there were none.
  assert.equal(contents(startLogged(storage.restarted())), contents(startLogged()));
  assert.equal(redis.command("SHUTDOWN"), "-ERR Errors trying to SHUTDOWN. Check logs.\r\n");
  await breathe(server);
  assert.deepEqual([...storage.files.keys()].sort(), [
    `${FOLDER}/appendonly.aof.1.base.rdb`,
    INCREMENT,
    MANIFEST,
  ]);
  assert.equal(contents(startLogged(storage.restarted())), contents(server));
  assert.equal(redis.command("CONFIG", "SET", "appendonly", "no"), "+OK\r\n");
  redis.command("SET", "c", "3");
  server.settle();
  assert.equal(startLogged(storage.restarted()).redis.command("GET", "c"), "$-1\r\n");
  storage.stepsLeft = 0;
  assert.match(redis.command("CONFIG", "SET", "appendonly", "yes"), /Unable to turn on AOF/);
  assert.match(redis.command("CONFIG", "GET", "appendonly"), /no\r\n$/);
  assert.equal(redis.command("SET", "c", "4"), "+OK\r\n");
  assert.equal(redis.engine.server.keyspace.env.keeper, null);
});

test("aof: a base is written while it is off, too", async () => {
  const server = startLogged(undefined, { appendonly: "no" });
  const { redis, storage } = server;
  redis.command("SET", "a", "1");
  assert.match(redis.command("BGREWRITEAOF"), /rewriting started/);
  assert.match(
    redis.command("BGREWRITEAOF"),
    /^-ERR Background append only file rewriting already/,
  );
  await breathe(server);
  assert.equal(textOf(storage, MANIFEST), "file appendonly.aof.1.base.rdb seq 1 type b\n");
  assert.equal(contents(startLogged(storage.restarted())), contents(server));
});

test("BGREWRITEAOF: scheduled during a save and within a transaction; BGSAVE during a rewrite", async () => {
  const server = startLogged();
  const { redis, storage } = server;
  new RdbSnapshots({ engine: redis.engine, storage, later: server.later });
  const info = () => redis.command("INFO", "persistence");
  const busy = "-ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE " +
    "SCHEDULE in order to schedule a BGSAVE whenever possible.\r\n";
  redis.command("INCR", "n");
  server.settle();
  assert.equal(redis.command("BGSAVE"), "+Background saving started\r\n");
  const scheduled = "+Background append only file rewriting scheduled\r\n";
  assert.equal(redis.command("BGREWRITEAOF"), scheduled);
  assert.match(info(), /aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:1/);
  await breathe(server);
  assert.match(info(), /aof_rewrites:1\r\n/);
  assert.match(redis.command("BGREWRITEAOF"), /started/);
  assert.match(info(), /aof_rewrite_in_progress:1\r\naof_rewrite_scheduled:0/);
  assert.equal(redis.command("BGSAVE"), busy);
  assert.equal(redis.command("BGSAVE", "SCHEDULE"), "+Background saving scheduled\r\n");
  assert.equal(
    redis.command("BGREWRITEAOF"),
    "-ERR Background append only file rewriting already in progress\r\n",
  );
  assert.equal(redis.command("SAVE"), "+OK\r\n", "a save at once comes in between");
  redis.command("INCR", "n");
  await breathe(server);
  redis.engine.tick();
  await breathe(server);
  assert.match(info(), /aof_rewrites:2\r\n/);
  assert.match(info(), /rdb_saves:3\r\n/);
  redis.command("MULTI");
  redis.command("BGREWRITEAOF");
  assert.equal(redis.command("EXEC"), `*1\r\n${scheduled}`);
  await breathe(server);
  assert.match(info(), /aof_rewrites:3\r\n/);
  assert.equal(contents(startLogged(storage.restarted())), contents(server));
});

test("aof: history is removed after a rewrite and at the start, unless that is not wanted", async () => {
  const server = startLogged(undefined, { "aof-disable-auto-gc": "yes" });
  server.redis.command("INCR", "n");
  server.settle();
  server.redis.command("BGREWRITEAOF");
  await breathe(server);
  assert.equal(
    textOf(server.storage, MANIFEST),
    "file appendonly.aof.2.base.rdb seq 2 type b\n" +
      "file appendonly.aof.1.base.rdb seq 1 type h\nfile appendonly.aof.1.incr.aof seq 1 type h\n" +
      "file appendonly.aof.2.incr.aof seq 2 type i\n",
  );
  assert.equal(server.storage.files.size, 5);
  const again = startLogged(server.storage.restarted());
  assert.deepEqual([...again.storage.files.keys()].sort(), [
    `${FOLDER}/appendonly.aof.2.base.rdb`,
    `${FOLDER}/appendonly.aof.2.incr.aof`,
    MANIFEST,
  ]);
  assert.doesNotMatch(textOf(again.storage, MANIFEST), / h\n/);
});

test("aof: zeros at the end of the last file are no damage; elsewhere they are", () => {
  const server = startLogged();
  server.redis.command("SET", "a", "1");
  server.settle();
  const whole = server.storage.files.get(INCREMENT)!;
  server.redis.command("SET", "b", "2");
  server.settle();
  const longer = server.storage.files.get(INCREMENT)!;
  for (const [cut, zeros] of [[whole.length, 1], [whole.length, 9000], [longer.length - 3, 3]]) {
    const storage = server.storage.restarted();
    const bytes = new Uint8Array(cut + zeros);
    bytes.set(longer.subarray(0, cut));
    storage.files.set(INCREMENT, bytes);
    assert.equal(startLogged(storage).redis.command("MGET", "a", "b"), "*2\r\n$1\r\n1\r\n$-1\r\n");
    assert.equal(storage.files.get(INCREMENT)!.length, whole.length);
    storage.files.set(INCREMENT, bytes);
    assert.throws(
      () => startLogged(storage, { "aof-load-truncated": "no" }),
      /aof-load-truncated yes/,
    );
  }
  const storage = server.storage.restarted();
  const damaged = new Uint8Array(longer);
  damaged.fill(0, whole.length, whole.length + 4);
  storage.files.set(INCREMENT, damaged);
  assert.throws(() => startLogged(storage), new RegExp(`damaged at offset ${whole.length}`));
});

test("aof: switched on and off again and again, also in a transaction and during a save", async () => {
  const server = startLogged(undefined, { appendonly: "no" });
  const { redis, storage } = server;
  const snapshots = new RdbSnapshots({ engine: redis.engine, storage, later: server.later });
  for (const [i, ways] of ["sd", "m", "s", "d", "sm", "", "md"].entries()) {
    redis.command("INCR", "n");
    if (ways.includes("s")) redis.command("BGSAVE");
    if (ways.includes("m")) redis.command("MULTI");
    redis.command("INCR", "n");
    redis.command("CONFIG", "SET", "appendonly", "yes");
    redis.command("INCR", "n");
    if (ways.includes("m")) redis.command("EXEC");
    if (ways.includes("d")) {
      redis.command("CONFIG", "SET", "appendonly", "no");
      redis.command("CONFIG", "SET", "appendonly", "yes");
    }
    await breathe(server);
    assert.equal(snapshots.isSaving, false);
    redis.engine.tick();
    await breathe(server);
    assert.match(
      redis.command("INFO", "persistence"),
      /aof_enabled:1\r\naof_rewrite_in_progress:0/,
    );
    redis.command("INCR", "n");
    server.settle();
    const again = startLogged(storage.restarted());
    assert.equal(again.redis.command("GET", "n"), redis.command("GET", "n"), `${i}: ${ways}`);
    assert.equal(redis.command("CONFIG", "SET", "appendonly", "no"), "+OK\r\n");
  }
});

test("aof: the single file of older servers becomes the base", () => {
  const storage = new MemoryStorage([
    ["appendonly.aof", fromLatin1("#TS:1\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n")],
  ]);
  const server = startLogged(storage);
  assert.equal(server.redis.command("GET", "a"), "$1\r\n1\r\n");
  assert.equal(
    textOf(storage, MANIFEST),
    "file appendonly.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
  );
  assert.equal(startLogged(storage.restarted()).redis.command("GET", "a"), "$1\r\n1\r\n");
});

test("aof: it is rewritten when it has grown enough, and lines tell the time if wanted", async () => {
  const server = startLogged(undefined, {
    "auto-aof-rewrite-min-size": "1kb",
    "aof-timestamp-enabled": "yes",
  });
  server.redis.command("SET", "a", "1");
  server.settle();
  assert.match(textOf(server.storage, INCREMENT), /^#TS:\d+\r\n\*2\r\n\$6\r\nSELECT/);
  for (let i = 0; i < 100; i++) server.redis.command("SET", "a", i);
  server.settle();
  server.redis.engine.tick();
  await breathe(server);
  assert.match(textOf(server.storage, MANIFEST), /2\.base\.rdb/);
  assert.ok(!server.storage.files.has(INCREMENT));
  assert.equal(contents(startLogged(server.storage.restarted())), contents(server));
});

test("aof: a rewritten file of commands begins with the time if wanted", async () => {
  const server = startLogged(undefined, {
    "aof-use-rdb-preamble": "no",
    "aof-timestamp-enabled": "yes",
  });
  server.redis.command("SET", "a", "1");
  server.settle();
  server.redis.command("BGREWRITEAOF");
  await breathe(server);
  const base = textOf(server.storage, "appendonlydir/appendonly.aof.2.base.aof");
  assert.match(base, /^#TS:\d+\r\n\*2\r\n\$6\r\nSELECT/);
  assert.equal(contents(startLogged(server.storage.restarted())), contents(server));
});

test("aof: DEBUG LOADAOF puts back what the file says", () => {
  const server = startLogged();
  server.redis.command("SELECT", 2);
  server.redis.command("SET", "a", "1");
  const before = contents(server);
  assert.equal(server.redis.command("DEBUG", "LOADAOF"), "+OK\r\n");
  assert.equal(contents(server), before);
  assert.equal(server.redis.command("GET", "a"), "$1\r\n1\r\n");
});
