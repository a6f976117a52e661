import { test } from "node:test";
import assert from "node:assert/strict";
import { UnusableFileError } from "../../lib/persistence/rdb_load.ts";
import { RdbSnapshots } from "../../lib/persistence/rdb_snapshots.ts";
import { TestEngine } from "../support/engine.ts";
import { MemoryStorage } from "../support/memory_storage.ts";

interface Kept {
  readonly redis: TestEngine;
  readonly storage: MemoryStorage;
  readonly snapshots: RdbSnapshots;
  later(action: () => void): void;
  /** Does what was put off, until there is nothing left. */
  settle(): Promise<void>;
}

function start(storage = new MemoryStorage(), parameters: Record<string, string> = {}): Kept {
  const redis = new TestEngine({ "enable-debug-command": "yes", ...parameters });
  const deferred: (() => void)[] = [];
  const later = (action: () => void) => void deferred.push(action);
  const snapshots = new RdbSnapshots({
    engine: redis.engine,
    storage,
    later,
  });
  const settle = async () => {
    do {
      for (const action of deferred.splice(0)) action();
      for (let i = 0; i < 4; i++) await Promise.resolve();
    } while (deferred.length > 0);
  };
  return { redis, storage, snapshots, later, settle };
}

/** What a server that starts on these files has. */
function loaded(storage: MemoryStorage): string {
  const { redis, snapshots } = start(storage.restarted());
  snapshots.load();
  return redis.command("DEBUG", "DIGEST");
}

function fact({ redis }: Kept, name: string): string {
  return new RegExp(`^${name}:(.*)\r$`, "m").exec(redis.command("INFO", "persistence"))![1];
}

test("SAVE: the file has all keys, and nothing counts as changed", () => {
  const kept = start();
  const { redis, storage } = kept;
  redis.command("MSET", "a", "1", "b", "2");
  redis.clock.advance(5000);
  assert.equal(redis.command("SAVE"), "+OK\r\n");
  assert.deepEqual([...storage.files.keys()], ["dump.rdb"]);
  assert.equal(loaded(storage), redis.command("DEBUG", "DIGEST"));
  assert.equal(fact(kept, "rdb_changes_since_last_save"), "0");
  assert.equal(fact(kept, "rdb_saves"), "1");
  const seconds = Math.floor(redis.clock.nowMs() / 1000);
  assert.equal(redis.command("LASTSAVE"), `:${seconds}\r\n`);
});

test("SAVE, BGSAVE: there is no directory, a wrong word, within a transaction", () => {
  const alone = new TestEngine();
  assert.equal(alone.command("SAVE"), "-ERR\r\n");
  assert.equal(alone.command("BGSAVE"), "-ERR\r\n");
  const { redis, snapshots } = start();
  assert.equal(redis.command("BGSAVE", "NOW"), "-ERR syntax error\r\n");
  assert.equal(redis.command("BGSAVE", "SCHEDULE", "x"), "-ERR syntax error\r\n");
  redis.command("MULTI");
  assert.match(redis.command("SAVE"), /^-ERR Command not allowed inside a transaction/);
  redis.command("DISCARD");
  redis.command("MULTI");
  redis.command("BGSAVE");
  assert.equal(redis.command("EXEC"), "*1\r\n+Background saving scheduled\r\n");
  redis.engine.tick();
  assert.equal(snapshots.isSaving, true);
});

test("BGSAVE: the state at its beginning is saved while commands go on", async () => {
  const kept = start();
  const { redis, storage, settle } = kept;
  redis.command("DEBUG", "POPULATE", 1000);
  redis.command("RPUSH", "l", "a");
  const digest = redis.command("DEBUG", "DIGEST");
  assert.equal(redis.command("BGSAVE"), "+Background saving started\r\n");
  assert.equal(redis.command("BGSAVE"), "-ERR Background save already in progress\r\n");
  assert.equal(redis.command("SAVE"), "-ERR Background save already in progress\r\n");
  assert.equal(fact(kept, "rdb_bgsave_in_progress"), "1");
  redis.command("RPUSH", "l", "b");
  redis.command("SET", "key:1", "other");
  await settle();
  assert.equal(fact(kept, "rdb_bgsave_in_progress"), "0");
  assert.equal(fact(kept, "rdb_last_bgsave_status"), "ok");
  assert.equal(fact(kept, "rdb_changes_since_last_save"), "2");
  assert.equal(loaded(storage), digest);
});

test("save points: so many changes after so many seconds, and after a failure not at once", async () => {
  const { redis, storage, snapshots, settle } = start(undefined, { save: "60 2" });
  redis.command("SET", "a", "1");
  redis.clock.advance(100_000);
  redis.engine.tick();
  assert.equal(snapshots.isSaving, false);
  redis.command("SET", "b", "1");
  storage.room = 10;
  redis.engine.tick();
  assert.equal(snapshots.isSaving, true);
  await settle();
  assert.equal(snapshots.isSaving, false);
  assert.equal(storage.files.size, 0);

  redis.engine.tick();
  assert.equal(snapshots.isSaving, false);
  redis.clock.advance(6000);
  storage.room = Infinity;
  redis.engine.tick();
  await settle();
  assert.equal(loaded(storage), redis.command("DEBUG", "DIGEST"));
});

test("MISCONF: writes are refused once a BGSAVE has failed, until a save succeeds", async () => {
  const { redis, storage, settle } = start(undefined, { save: "3600 1" });
  redis.command("SET", "k", "v");
  storage.syncFailure = "EIO";
  assert.equal(redis.command("SAVE"), "-ERR\r\n");
  assert.equal(redis.command("SET", "k", "v"), "+OK\r\n");
  assert.equal(redis.command("BGSAVE"), "+Background saving started\r\n");
  await settle();
  const refusal = /^-MISCONF Redis is configured to save RDB snapshots, but it's currently unable/;
  assert.match(redis.command("SET", "k", "w"), refusal);
  assert.match(redis.command("PING"), refusal);
  assert.equal(redis.command("GET", "k"), "$1\r\nv\r\n");
  redis.command("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
  assert.equal(redis.command("SET", "k", "w"), "+OK\r\n");
  redis.command("CONFIG", "SET", "stop-writes-on-bgsave-error", "yes");
  assert.match(redis.command("SET", "k", "x"), refusal);
  storage.syncFailure = "";
  assert.equal(redis.command("SAVE"), "+OK\r\n");
  assert.equal(redis.command("SET", "k", "x"), "+OK\r\n");
});

test("SAVE: the process may end at any step: the file is the old one or the new one, whole", () => {
  const before = start();
  before.redis.command("SET", "k", "old");
  before.redis.command("SAVE");
  const old = before.redis.command("DEBUG", "DIGEST");
  for (let steps = 0;; steps++) {
    const { redis, storage, snapshots } = start(before.storage.restarted());
    snapshots.load();
    redis.command("SET", "k", "new");
    const digest = redis.command("DEBUG", "DIGEST");
    storage.stepsLeft = steps;
    const isDone = redis.command("SAVE") === "+OK\r\n";
    const found = loaded(storage);
    if (isDone) {
      assert.equal(found, digest);
      break;
    }
    assert.ok(found === old || found === digest, `crash at step ${steps}`);
    assert.ok(steps < 100);
  }
});

test("BGSAVE: the process may end at any step as well", async () => {
  const before = start();
  before.redis.command("SET", "k", "old");
  before.redis.command("SAVE");
  const old = before.redis.command("DEBUG", "DIGEST");
  for (let steps = 0;; steps++) {
    const kept = start(before.storage.restarted());
    const { redis, storage, snapshots, settle } = kept;
    snapshots.load();
    redis.command("SET", "k", "new");
    const digest = redis.command("DEBUG", "DIGEST");
    storage.stepsLeft = steps;
    redis.command("BGSAVE");
    await settle();
    assert.equal(snapshots.isSaving, false);
    const found = loaded(storage);
    if (fact(kept, "rdb_last_bgsave_status") === "ok") {
      assert.equal(found, digest);
      break;
    }
    assert.ok(found === old || found === digest, `crash at step ${steps}`);
    assert.ok(steps < 100);
  }
});

test("DEBUG RELOAD: saved and loaded again; from the file; beside the keys there are", () => {
  const { redis } = start();
  redis.command("SET", "a", "1", "EX", 1000);
  redis.command("RPUSH", "l", "x");
  const digest = redis.command("DEBUG", "DIGEST");
  assert.equal(redis.command("DEBUG", "RELOAD"), "+OK\r\n");
  assert.equal(redis.command("DEBUG", "DIGEST"), digest);
  redis.command("SET", "b", "2");
  assert.match(redis.command("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH"), /^-ERR Error trying to load/);
  assert.equal(redis.command("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH", "MERGE"), "+OK\r\n");
  assert.equal(redis.command("DBSIZE"), ":3\r\n");
  assert.equal(redis.command("DEBUG", "RELOAD", "NOSAVE"), "+OK\r\n");
  assert.equal(redis.command("DEBUG", "DIGEST"), digest);
  assert.equal(
    redis.command("DEBUG", "RELOAD", "x"),
    "-ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.\r\n",
  );
});

test("FLUSHALL: with save points the file is emptied too, and a save under way is given up", async () => {
  const { redis, storage, snapshots, settle } = start(undefined, { save: "3600 1" });
  redis.command("DEBUG", "POPULATE", 100);
  redis.command("BGSAVE");
  redis.command("FLUSHALL");
  assert.equal(snapshots.isSaving, false);
  await settle();
  assert.deepEqual([...storage.files.keys()], ["dump.rdb"]);
  assert.equal(loaded(storage), `+${"0".repeat(40)}\r\n`);
});

test("SHUTDOWN: saves with save points or if told to, and stays if it cannot", () => {
  const cases = [["", "", 0], ["", "SAVE", 1], ["60 1", "", 1], ["60 1", "NOSAVE", 0]] as const;
  for (const [save, word, files] of cases) {
    const { redis, storage } = start(undefined, { save });
    redis.command("SET", "k", "v");
    redis.command("SHUTDOWN", ...(word === "" ? [] : [word]));
    assert.equal(redis.isShutDown(), true);
    assert.equal(storage.files.size, files, `${save} ${word}`);
  }
  const { redis, storage } = start(undefined, { save: "60 1" });
  redis.command("SET", "k", "v");
  storage.room = 0;
  assert.equal(
    redis.command("SHUTDOWN"),
    "-ERR Errors trying to SHUTDOWN. Check logs.\r\n",
  );
  assert.equal(redis.isShutDown(), false);
  redis.command("SHUTDOWN", "FORCE");
  assert.equal(redis.isShutDown(), true);
});

test("loading: a damaged file is refused with place and reason", () => {
  const { redis, storage } = start();
  redis.command("SET", "k", "v");
  redis.command("SAVE");
  storage.files.get("dump.rdb")![20] ^= 1;
  const other = start(storage);
  assert.throws(
    () => other.snapshots.load(),
    (error: Error) =>
      error instanceof UnusableFileError &&
      /^Cannot load dump\.rdb, at byte \d+ of \d+: /.test(error.message),
  );
  assert.equal(start().snapshots.load(), false);
});

test("loading: clients are told to wait, and nothing is saved over the file meanwhile", async () => {
  const { redis, storage } = start(undefined, { rdbcompression: "no" });
  for (let i = 0; i < 10; i++) redis.command("SET", `k${i}`, "x".repeat(100_000));
  redis.command("SAVE");
  const kept = start(storage.restarted(), { save: "60 1" });
  const size = kept.storage.files.get("dump.rdb")!.length;
  const { micros } = kept.redis.clock;
  // Every look at the clock finds it late.
  kept.redis.clock.micros = () => {
    kept.redis.clock.advance(1000);
    return micros.call(kept.redis.clock);
  };
  const told: number[] = [];
  const loading = kept.snapshots.loadInSlices({
    later: kept.later,
    onProgress: ({ loadedBytes }) => told.push(loadedBytes),
  });
  const refusal = "-LOADING Redis is loading the dataset in memory\r\n";
  assert.equal(kept.redis.command("GET", "k1"), refusal);
  assert.equal(kept.redis.command("SET", "k1", "v"), refusal);
  assert.equal(kept.redis.command("PING"), refusal);
  assert.equal(fact(kept, "loading"), "1");
  assert.equal(fact(kept, "loading_total_bytes"), `${size}`);
  kept.redis.engine.tick();
  kept.snapshots.saveAtEnd("save");
  assert.equal(kept.storage.files.get("dump.rdb")!.length, size);
  await kept.settle();
  assert.equal(await loading, true);
  assert.equal(fact(kept, "loading"), "0");
  assert.equal(kept.redis.command("STRLEN", "k9"), ":100000\r\n");
  assert.ok(told.length > 5 && told.at(-1) === size, `${told}`);
});

test("rdb-key-save-delay: a snapshot takes so much longer for each key", () => {
  const redis = new TestEngine({ "rdb-key-save-delay": "100000" });
  const pauses: number[] = [];
  const later = (_action: () => void, delayMs: number) => void pauses.push(delayMs);
  new RdbSnapshots({ engine: redis.engine, storage: new MemoryStorage(), later });
  redis.command("MSET", "a", "1", "b", "2", "c", "3");
  redis.command("BGSAVE");
  assert.deepEqual(pauses, [300]);
});
