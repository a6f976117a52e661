/**
 * Every place at which a machine may lose its power, or a system call may fail, while data are
 * written. After it the server starts; nothing that was promised is missing, and what is there was
 * there at some moment. `CRASH_POINTS=all` has every call fail, tears files at more
 * places, and combines failures with a loss of power at any later step; without it, some do.
 */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { AppendOnlyFile } from "../../lib/persistence/aof/append_only_file.ts";
import { RdbSnapshots } from "../../lib/persistence/rdb_snapshots.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { Disk, type Fault, type Image } from "../support/disk.ts";
import { TestEngine } from "../support/engine.ts";

const IS_THOROUGH = process.env.CRASH_POINTS === "all";
const TEARS = IS_THOROUGH ? 64 : 3;
/** In scenarios with so many steps, one in so many fails. */
const LONG = 30;
const STRIDE = IS_THOROUGH ? 1 : 7;

type Parameters = Readonly<Record<string, string>>;

/** A server on a disk that remembers all its states, and which of them it has promised to keep. */
class World {
  readonly redis: TestEngine;
  readonly disk: Disk;
  readonly file: AppendOnlyFile;
  readonly snapshots: RdbSnapshots;
  /** Digests of all keys, one for each moment between two commands. */
  readonly states: string[] = [];
  /** The first state that may be found after a loss of power. */
  promised = 0;
  /** With RDB files only: the states that were saved, or began to be. */
  readonly saved = [0];
  isAborted = false;
  #deferred: (() => void)[] = [];
  #isQueueing = false;

  constructor(disk: Disk, parameters: Parameters, redis: TestEngine = makeEngine(parameters)) {
    this.disk = disk;
    this.redis = redis;
    const { engine } = this.redis;
    const later = (action: () => void) => void this.#deferred.push(action);
    this.snapshots = new RdbSnapshots({ engine, storage: disk, later });
    this.file = new AppendOnlyFile({
      engine,
      storage: disk,
      defer: later,
      pause: (_ms, action) => later(action),
      abort: () => {
        this.isAborted = disk.isDead = true;
      },
    });
  }

  /** Loads what there is. Throws if that is refused. */
  start(): this {
    if (!this.file.isThere) this.snapshots.load();
    this.file.start();
    this.states.push(this.digest());
    return this;
  }

  digest(): string {
    return this.redis.command("DEBUG", "DIGEST");
  }

  command(line: string): string {
    const reply = this.redis.command(...line.split(" "));
    if (line === "MULTI") this.#isQueueing = true;
    if (line === "EXEC") this.#isQueueing = false;
    if (this.#isQueueing) return reply;
    this.states.push(this.digest());
    if (line.endsWith("SAVE")) this.saved.push(this.states.length - 1);
    if (line === "SAVE" && reply === "+OK\r\n") this.promised = this.states.length - 1;
    return reply;
  }

  /** The end of a turn, and what goes on in the background. */
  async turn(): Promise<void> {
    const { isSaving, lastSaveMs } = this.snapshots;
    for (const action of this.#deferred.splice(0)) action();
    this.#promise();
    for (let i = 0; i < 4; i++) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    this.#promise();
    const isSaved = isSaving && !this.snapshots.isSaving;
    if (isSaved && this.snapshots.lastSaveMs > lastSaveMs) this.promised = this.saved.at(-1)!;
  }

  /** A second goes by. */
  async second(): Promise<void> {
    this.redis.clock.advance(1001);
    this.redis.engine.tick();
    await this.turn();
  }

  /** Everything that was taken is said to be on the disk. */
  #promise(): void {
    if (this.disk.isDead || !this.file.isOn || this.file.failure !== "") return;
    if (this.file.keptBytes >= this.file.takenBytes && this.file.takenBytes > 0) {
      this.promised = this.states.length - 1;
    }
  }

  /** What may be found. */
  get allowed(): string[] {
    if (this.file.isOn || this.redis.engine.server.config.values.appendonly) {
      return this.states.slice(this.promised);
    }
    return this.states.filter((_, i) =>
      i >= this.promised && (this.saved.includes(i) || this.file.takenBytes > 0)
    );
  }
}

function makeEngine(parameters: Parameters): TestEngine {
  return new TestEngine({ "enable-debug-command": "yes", ...parameters });
}

interface Scenario {
  readonly name: string;
  readonly parameters: Parameters;
  readonly image?: Image;
  run(world: World): Promise<void>;
}

const ALWAYS = { appendonly: "yes", appendfsync: "always" };
const EVERYSEC = { appendonly: "yes", appendfsync: "everysec" };

async function write(world: World, from: number, count: number): Promise<void> {
  for (let i = from; i < from + count; i++) {
    world.command(`SET k${i % 3} value-${i}`);
    if (i % 2 === 0) world.command("INCR n");
    if (i % 3 === 0) {
      for (
        const line of ["MULTI", "INCR n", `RPUSH l ${i}`, "SELECT 1", "INCR m", "SELECT 0", "EXEC"]
      ) {
        world.command(line);
      }
    }
    await world.turn();
  }
}

async function rewrite(world: World): Promise<void> {
  await write(world, 0, 2);
  world.command("BGREWRITEAOF");
  world.command("INCR n");
  await world.turn();
  await write(world, 2, 2);
  for (let i = 0; i < 3; i++) await world.second();
  await write(world, 4, 1);
}

const OLD_FILE = new Map([[
  "appendonly.aof",
  fromLatin1("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n"),
]]);
const TORN_FILE = new Map([
  ["appendonlydir/appendonly.aof.manifest", fromLatin1("file a.aof seq 3 type i\n")],
  ["appendonlydir/a.aof", fromLatin1("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*3\r\n$3\r\nSE")],
]);

const SCENARIOS: readonly Scenario[] = [
  { name: "plain writes, always", parameters: ALWAYS, run: (world) => write(world, 0, 4) },
  {
    name: "plain writes, everysec",
    parameters: EVERYSEC,
    async run(world) {
      await write(world, 0, 3);
      await world.second();
      await write(world, 3, 2);
      await world.second();
      await world.second();
    },
  },
  { name: "a rewrite, always", parameters: ALWAYS, run: rewrite },
  { name: "a rewrite, everysec", parameters: EVERYSEC, run: rewrite },
  {
    name: "a rewrite into commands",
    parameters: { ...ALWAYS, "aof-use-rdb-preamble": "no" },
    run: rewrite,
  },
  {
    name: "two rewrites, the second one during a save",
    parameters: ALWAYS,
    async run(world) {
      await rewrite(world);
      world.command("BGSAVE");
      await rewrite(world);
    },
  },
  {
    name: "automatic rewrites",
    parameters: {
      ...ALWAYS,
      "auto-aof-rewrite-min-size": "300",
      "auto-aof-rewrite-percentage": "50",
    },
    async run(world) {
      for (let i = 0; i < 6; i++) {
        await write(world, i, 2);
        await world.second();
      }
    },
  },
  { name: "the single file of older servers", parameters: ALWAYS, image: OLD_FILE, run: rewrite },
  {
    name: "a file that is torn",
    parameters: ALWAYS,
    image: TORN_FILE,
    run: (world) => write(world, 0, 2),
  },
  {
    name: "switched on and off",
    parameters: { ...ALWAYS, appendonly: "no" },
    async run(world) {
      world.command("SET a 1");
      for (let i = 0; i < 2; i++) {
        world.command("CONFIG SET appendonly yes");
        await write(world, 5 * i, 1);
        for (let j = 0; j < 3; j++) await world.second();
        await write(world, 5 * i + 1, 2);
        if (i === 0) world.command("CONFIG SET appendonly no");
        await write(world, 5 * i + 3, 1);
      }
    },
  },
  {
    name: "an append-only file that begins with an RDB file",
    parameters: ALWAYS,
    image: dump(),
    run: (world) => write(world, 0, 2),
  },
  {
    name: "saves",
    parameters: { appendonly: "no", "stop-writes-on-bgsave-error": "no" },
    async run(world) {
      await write(world, 0, 2);
      world.command("SAVE");
      await write(world, 2, 1);
      world.command("BGSAVE");
      await write(world, 3, 2);
      await world.second();
      world.command("SAVE");
    },
  },
];

/** An RDB file with a key or two. */
function dump(): Image {
  const world = new World(new Disk(), {}).start();
  world.command("SET a 1");
  world.command("RPUSH l x");
  world.command("SAVE");
  return world.disk.cached;
}

/** What a server says to an image: the digest of its keys. Throws if it refuses it. */
class Restarts {
  readonly #digests = new Map<string, string>();
  /** Emptied and used again, as making one takes long. */
  readonly #engines = new Map<string, TestEngine>();
  images = 0;

  get different(): number {
    return this.#digests.size;
  }

  digestOf(image: Image, parameters: Parameters): string {
    this.images++;
    const key = [...image].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([path, bytes]) => `${path}\0${bytes.length}\0${latin1(bytes, 0, bytes.length)}`)
      .join("\0") + JSON.stringify(parameters);
    const known = this.#digests.get(key);
    if (known !== undefined) return known;
    // A server that was switched on while running is started with what it was switched to.
    const isThere = image.has("appendonlydir/appendonly.aof.manifest");
    const digest = this.#load(image, isThere ? { ...parameters, ...ALWAYS } : parameters);
    this.#digests.set(key, digest);
    return digest;
  }

  #load(image: Image, parameters: Parameters): string {
    const name = JSON.stringify(parameters);
    let engine = this.#engines.get(name);
    if (engine === undefined) this.#engines.set(name, engine = makeEngine(parameters));
    for (const db of engine.engine.server.keyspace.databases) db.clear();
    const world = new World(new Disk(image), parameters, engine);
    try {
      return world.start().states[0];
    } finally {
      world.file.close();
    }
  }
}

const restarts = new Restarts();

/** Looks at all that may be found now. */
function check(world: World, parameters: Parameters, tears: number, where: string): void {
  const allowed = new Set(world.allowed);
  for (const image of world.disk.images(tears)) {
    let digest: string;
    try {
      digest = restarts.digestOf(image, parameters);
    } catch (error) {
      assert.fail(`${where}: does not start: ${(error as Error).message}\n${shown(image)}`);
    }
    if (allowed.has(digest)) continue;
    const at = world.states.lastIndexOf(digest);
    assert.fail(
      `${where}: found ${
        at < 0 ? "what never was" : `state ${at}`
      }, promised ${world.promised} of ${world.states.length - 1}\n${shown(image)}`,
    );
  }
}

function shown(image: Image): string {
  return [...image].map(([path, bytes]) =>
    `${path} ${JSON.stringify(latin1(bytes, 0, bytes.length))}`
  )
    .join("\n");
}

/** Lets a server be until it writes again, and looks whether it keeps what it says. */
async function recover(world: World, parameters: Parameters, where: string): Promise<void> {
  if (world.isAborted || !world.file.isOn) return;
  for (let i = 0; i < 20 && world.file.failure !== ""; i++) await world.second();
  for (let i = 0; i < 4; i++) await world.second();
  assert.equal(world.command("SET last 1"), "+OK\r\n", `${where}: ${world.file.failure}`);
  await world.turn();
  for (let i = 0; i < 80 && world.file.keptBytes < world.file.takenBytes; i++) {
    await world.second();
    world.redis.clock.advance(60_000);
  }
  check(world, parameters, 0, `${where}, at the end`);
  assert.equal(world.promised, world.states.length - 1, `${where}: not kept in the end`);
}

for (const { name, parameters, image, run } of SCENARIOS) {
  test(`storage: ${name}: power lost at any step`, async () => {
    const disk = new Disk(image);
    const world = new World(disk, parameters);
    // Before it has started, a server has promised what it found.
    const found = new World(new Disk(image), parameters).start().states[0];
    world.states.push(found);
    disk.onStep = () => check(world, parameters, TEARS, `before step ${disk.steps}`);
    world.start();
    await run(world);
    check(world, parameters, TEARS, "at the end");
    await recover(world, parameters, "without failures");
    assert.ok(disk.steps > 5);
  });

  test(`storage: ${name}: any system call fails`, async () => {
    for (const fault of ["ENOSPC", "EIO"] as const satisfies readonly Fault[]) {
      for (let step = 0, stride = 1;; step += stride) {
        const where = `${fault} at step ${step}`;
        const disk = new Disk(image);
        const world = new World(disk, parameters);
        world.states.push(new World(new Disk(image), parameters).start().states[0]);
        disk.faultAt = step;
        disk.fault = fault;
        disk.onStep = () => {
          if (disk.hasFailed && (IS_THOROUGH || disk.steps < step + 8)) {
            check(world, parameters, IS_THOROUGH ? 4 : 0, `${where}, before step ${disk.steps}`);
          }
        };
        try {
          world.start();
        } catch {
          // It says why it does not start, and what there was stays.
          disk.isDead = true;
        }
        if (!disk.isDead) await run(world);
        if (disk.hasFailed) {
          check(world, parameters, IS_THOROUGH ? 4 : 0, `${where}, at the end`);
          if (!disk.isDead) await recover(world, parameters, where);
        }
        if (disk.steps <= step) break;
        if (disk.steps > LONG) stride = STRIDE;
      }
    }
  });
}

test("storage: how much was looked at", () => {
  console.log(`${restarts.images} losses of power, ${restarts.different} different disks`);
  assert.ok(restarts.different > 100);
});
