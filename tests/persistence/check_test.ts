import { test } from "node:test";
import assert from "node:assert/strict";
import { checkPath, cutOff, type FileReport } from "../../lib/persistence/check/check.ts";
import { reportLines } from "../../lib/persistence/check/report.ts";
import { Config } from "../../lib/state/config/config.ts";
import { aofOf, FIXTURES, rdbOf, recordedOf } from "../support/fixtures.ts";
import { MemoryStorage } from "../support/memory_storage.ts";

function check(storage: MemoryStorage, path: string, untilSeconds = Infinity): FileReport[] {
  const isFolder = (path: string) =>
    [...storage.files.keys()].some((n) => n.startsWith(`${path}/`));
  const { values: limits } = new Config({});
  return checkPath(path, { storage, isFolder, limits, nowMs: Date.UTC(2026, 0), untilSeconds });
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const SET = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";

test("check: files of real servers are sound, and counted", () => {
  for (const name of FIXTURES) {
    const files: [string, Uint8Array][] = [...aofOf(name)];
    const storage = new MemoryStorage([
      ["data/dump.rdb", rdbOf(name)],
      ...files.map(([path, bytes]) => [`data/${path}`, bytes] as const),
    ]);
    // As a real folder lists its entries.
    storage.list = (folder) => {
      const inside = [...storage.files.keys()].filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0]))].sort();
    };
    const reports = check(storage, "data");
    assert.deepEqual(reports.map(({ problem }) => problem), reports.map(() => ""), name);
    const { rdb } = reports.find(({ path }) => path.endsWith("dump.rdb"))!;
    const recorded = recordedOf(name);
    assert.equal(rdb!.keys, recorded.length);
    assert.equal(rdb!.volatile, recorded.filter(({ expireAtMs }) => expireAtMs).length);
    for (const [type, count] of rdb!.types) {
      assert.equal(count, recorded.filter((each) => each.type === type).length, `${name} ${type}`);
    }
    assert.ok(reports.flatMap(reportLines).join("\n").includes(`RDB version ${rdb!.version}`));
  }
});

test("check: a damaged RDB file has an offset and a reason, and cannot be mended", () => {
  const bytes = rdbOf("redis-7.0.15");
  for (const size of [4, 200, bytes.length - 1]) {
    const [{ cutAt, problem }] = check(
      new MemoryStorage([["d.rdb", bytes.slice(0, size)]]),
      "d.rdb",
    );
    assert.equal(cutAt, -1);
    assert.match(
      problem,
      size === 4 ? /^is damaged at offset 0 of 4/ : /^is damaged at offset \d+ of/,
    );
  }
  const changed = bytes.slice();
  changed[5000] ^= 1;
  const [{ problem }] = check(new MemoryStorage([["d.rdb", changed]]), "d.rdb");
  assert.match(problem, /^is damaged at offset \d+ of 109001/);
});

test("check: what newer servers have and this one has not is no damage", () => {
  const vectorSet = "\x07\x01k\x81\xbd\xe7\x2d\xa2\xbb\x1e\xb4\x00";
  for (
    const [file, reason] of [
      ["REDIS0099\xff", "a version of the format that is not known"],
      [`REDIS0012${vectorSet}`, "a value of the module type vectorset"],
    ]
  ) {
    const [{ problem }] = check(
      new MemoryStorage([["d.rdb", Uint8Array.from(file, (letter) => letter.charCodeAt(0))]]),
      "d.rdb",
    );
    assert.match(problem, new RegExp(`^cannot be read at offset \\d+ of \\d+: ${reason}`));
  }
});

test("check: what is torn at the end of the last file can be cut off", () => {
  for (
    const torn of [
      "*3\r\n$3\r\nSE",
      `*1\r\n$5\r\nMULTI\r\n${SET}`,
      "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\nv",
    ]
  ) {
    const storage = new MemoryStorage([["a.aof", bytesOf(SET + torn)]]);
    const [report] = check(storage, "a.aof");
    assert.match(report.problem, /^ends within a command: \d+ bytes from offset 27$/);
    assert.equal(report.cutAt, SET.length);
    cutOff(report, storage);
    assert.deepEqual(check(storage, "a.aof")[0].problem, "");
  }
  const middle = new MemoryStorage([
    ["d/a.manifest", bytesOf("file 1 seq 1 type i\nfile 2 seq 2 type i\n")],
    ["d/1", bytesOf(`${SET}*3`)],
    ["d/2", bytesOf(SET)],
  ]);
  const [first, second] = check(middle, "d");
  assert.match(first.problem, /and is not the last file$/);
  assert.deepEqual([first.cutAt, second.problem], [-1, ""]);
});

test("check: damage in the middle, EXEC without MULTI, missing files", () => {
  const cases: readonly (readonly [text: string, problem: RegExp])[] = [
    [`${SET}lala${SET}`, /^is damaged at offset 27 of 58: expected '\*', got 'l'$/],
    [`${SET}*1\r\n$4\r\nEXEC\r\n`, /^is damaged at offset 27 of 41: EXEC without MULTI$/],
  ];
  for (const [text, problem] of cases) {
    const [report] = check(new MemoryStorage([["a.aof", bytesOf(text)]]), "a.aof");
    assert.match(report.problem, problem);
    assert.equal(report.cutAt, 27);
  }
  const alone = new MemoryStorage([["a.manifest", bytesOf("file b seq 1 type b\n")]]);
  assert.match(check(alone, "a.manifest")[0].problem, /is missing/);
  const wrong = new MemoryStorage([["a.manifest", bytesOf("file b seq 1\n")]]);
  assert.match(check(wrong, "a.manifest")[0].problem, /line 1/);
  assert.throws(() => check(alone, "nothing"), /there is no RDB or append-only file/);
});

test("check: what is later than a time can be cut off", () => {
  const text = `#TS:100\r\n${SET}#TS:200\r\n${SET}#TS:300\r\n${SET}`;
  const storage = new MemoryStorage([["a.aof", bytesOf(text)]]);
  assert.equal(check(storage, "a.aof", 300)[0].problem, "");
  const [report] = check(storage, "a.aof", 250);
  assert.equal(report.cutAt, text.indexOf("#TS:300"));
  const { firstSeconds, lastSeconds } = report.commands!;
  assert.deepEqual([firstSeconds, lastSeconds], [100, 300]);
});
