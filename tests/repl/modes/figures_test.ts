/** The pure parts of the modes: numbers, tallies and lines. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyTally } from "../../../lib/repl/modes/big_keys.ts";
import { average, bytesText, fixed, percent } from "../../../lib/repl/modes/format.ts";
import { Hottest } from "../../../lib/repl/modes/hot_keys.ts";
import { KeyStats } from "../../../lib/repl/modes/key_stats.ts";
import { LatencyFigures } from "../../../lib/repl/modes/latency.ts";
import { rangeOf, spectrumLegend, spectrumLine } from "../../../lib/repl/modes/latency_spectrum.ts";
import { keyName, lruLine } from "../../../lib/repl/modes/lru_test.ts";
import { ProgressBar, progressLine } from "../../../lib/repl/modes/progress.ts";
import { SizeDistribution } from "../../../lib/repl/modes/size_distribution.ts";
import { infoFields } from "../../../lib/repl/info.ts";
import { statLine } from "../../../lib/repl/modes/stat.ts";
import { fromLatin1, latin1 } from "../../../lib/resp/args.ts";

const FIXED: readonly (readonly [value: number, digits: number, text: string])[] = [
  [0, 2, "0.00"],
  [0.125, 2, "0.12"],
  [0.375, 2, "0.38"],
  [1.125, 2, "1.12"],
  [2.675, 2, "2.67"],
  [12.5, 0, "12"],
  [13.5, 0, "14"],
  [100, 4, "100.0000"],
  [1 / 3, 4, "0.3333"],
];

for (const [value, digits, text] of FIXED) {
  test(`fixed(${value}, ${digits}) is ${text}, as printf has it`, () => {
    assert.equal(fixed(value, digits), text);
  });
}

test("percent() and average() know what to say of nothing", () => {
  assert.deepEqual([percent(0, 0), percent(1, 8), percent(8, 8)], ["00.00", "12.50", "100.00"]);
  assert.deepEqual([average(0, 0), average(7, 2)], ["0.00", "3.50"]);
});

test("bytesText() counts in units of 1024", () => {
  const texts = [0, 1023, 1024, 1536, 1048576, -2048, 5 * 1024 ** 4].map(bytesText);
  assert.deepEqual(texts, ["0B", "1023B", "1.00K", "1.50K", "1.00M", "-2.00K", "5.00T"]);
});

test("SizeDistribution: rows go to the end by halves, each with what is below", () => {
  const sizes = new SizeDistribution();
  for (let size = 1; size <= 100; size++) sizes.add(size);
  assert.deepEqual(
    sizes.rows(),
    [
      ...[[1, 1], [50, 50], [75, 75], [88, 88], [94, 94], [97, 97], [99, 99], [100, 100]],
    ].map(([size, count]) => ({ size, count })),
  );
  assert.deepEqual([sizes.mean(), sizes.deviation().toFixed(3)], [50.5, "28.866"]);
});

test("SizeDistribution: from 32768 on, sizes are kept to four digits", () => {
  const sizes = new SizeDistribution();
  for (const size of [32767, 144056, 1048680]) sizes.add(size);
  assert.deepEqual(sizes.rows().map(({ size }) => size), [32767, 144063, 1048703]);
});

test("SizeDistribution: equal sizes are one row", () => {
  const sizes = new SizeDistribution();
  for (let i = 0; i < 3; i++) sizes.add(7);
  assert.deepEqual(sizes.rows(), [{ size: 7, count: 3 }]);
});

test("KeyTally: types of modules are counted as they come", () => {
  const tally = new KeyTally(() => "bytes");
  const add = (key: string, kind: string, size: number) =>
    tally.add({ key: fromLatin1(key), kind }, size);
  assert.deepEqual([add("a", "hash", 5), add("b", "hash", 5), add("c", "MBbloom--", 9)], [
    ...[true, false, true],
  ]);
  assert.equal(
    tally.summary(),
    `Sampled 3 keys in the keyspace!
Total key length in bytes is 3 (avg len 1.00)

Biggest   hash found '"a"' has 5 bytes
Biggest MBbloom-- found '"c"' has 9 bytes

0 lists with 0 bytes (00.00% of keys, avg size 0.00)
2 hashs with 10 bytes (66.67% of keys, avg size 5.00)
0 strings with 0 bytes (00.00% of keys, avg size 0.00)
0 streams with 0 bytes (00.00% of keys, avg size 0.00)
0 sets with 0 bytes (00.00% of keys, avg size 0.00)
0 zsets with 0 bytes (00.00% of keys, avg size 0.00)
1 MBbloom--s with 9 bytes (33.33% of keys, avg size 9.00)
`,
  );
});

test("Hottest keeps the highest counters; of equal ones, the first", () => {
  const hottest = new Hottest(2);
  const added = ([["a", 0], ["b", 3], ["c", 3], ["d", 3], ["e", 5]] as const)
    .filter(([key, counter]) => hottest.add(fromLatin1(key), counter))
    .map(([key]) => key);
  assert.deepEqual(added, ["b", "c", "e"]);
  const kept = hottest.list().map(({ key, counter }) => `${latin1(key, 0, 1)} ${counter}`);
  assert.deepEqual(kept, ["e 5", "b 3"]);
});

test("KeyStats: the report of a database", () => {
  const stats = new KeyStats(2);
  const add = (key: string, kind: string, bytes: number, length: number) =>
    stats.add({ key: fromLatin1(key), kind }, bytes, length);
  add("all_bikes", "string", 120, 36);
  add("bikes:racing:france", "set", 120, 3);
  add("bikes:models", "MBbloomCF", 1048680, 0);
  add("x".repeat(40), "string", 56, 1);
  assert.equal(
    stats.report(),
    `Keys sampled: 4
Keys size:    1.00M

--- Top 2 key sizes ---
  1    1.00M MBbloomCF  "bikes:models"
  2     120B string     "all_bikes"

--- Top size per type ---
string     "all_bikes" is 120B
set        "bikes:racing:france" is 120B
MBbloomCF  "bikes:models" is 1.00M

--- Top length and cardinality per type ---
string     "all_bikes" has 36B
set        "bikes:racing:france" has 3 members

Key size Percentile Total keys
-------- ---------- -----------
     56B   25.0000%           1
    120B   75.0000%           3
   1.00M  100.0000%           4
Note: 0.01% size precision, Mean: 256.10K, StdDeviation: 443.40K

Key name length Percentile Total keys
--------------- ---------- -----------
            32B   75.0000%           3
            40B  100.0000%           4
Total key length is 80B (20B avg)

Type        Total keys  Keys % Tot size Avg size  Total length/card Avg ln/card
--------- ------------ ------- -------- -------- ------------------ -----------
string               2  50.00%     176B      88B                37B         19B
set                  1  25.00%     120B     120B          3 members        3.00
MBbloomCF            1  25.00%    1.00M    1.00M                 -           - 
`,
  );
});

test("KeyStats: an empty database", () => {
  const report = new KeyStats(10).report();
  assert.match(report, /^Keys sampled: 0\nKeys size: {4}0B\n/);
  assert.match(report, /\nNo key size samples collected\n/);
  assert.match(report, /\nTotal key length is 0B \(0 avg\)\n/);
});

test("LatencyFigures: the formats", () => {
  const figures = new LatencyFigures();
  for (const ms of [0, 3, 1]) figures.add(ms);
  assert.deepEqual((["standard", "raw", "csv", "json"] as const).map((f) => figures.text(f)), [
    "min: 0, max: 3, avg: 1.33 (3 samples)",
    "0 3 1.33 3\n",
    "0,3,1.33,3\n",
    '{"min": 0, "max": 3, "avg": 1.33, "count": 3}\n',
  ]);
});

test("the spectrum: a range for each latency, and a colour for each share", () => {
  const ranges = [0, 10.9, 11, 1000, 1001, 9999, 10001, 60_000_000, 61_000_000].map(rangeOf);
  assert.deepEqual(ranges, [0, 0, 1, 4, 5, 13, 14, 29, 30]);
  const counts = new Array<number>(31).fill(0);
  counts[1] = 3;
  counts[2] = 1;
  const line = spectrumLine(counts);
  assert.ok(line.startsWith("\x1b[38;5;0m\x1b[48;5;0m.\x1b[48;5;226m-\x1b[48;5;239m*"));
  assert.ok(line.endsWith("\x1b[48;5;0mQ\x1b[48;5;0m?\x1b[0m\n"));
  assert.match(spectrumLegend(), /^-{45}\n\. - \* # {10}\.01/);
});

test("--stat: a line of INFO", () => {
  const info = infoFields(
    "# Memory\r\nused_memory:1234567\r\nused_memory_human:1.18M\r\nconnected_clients:12\r\n" +
      "blocked_clients:3\r\ntotal_commands_processed:150\r\ntotal_connections_received:40\r\n" +
      "rdb_bgsave_in_progress:1\r\naof_rewrite_in_progress:1\r\nloading:0\r\n" +
      "db0:keys=5,expires=0,avg_ttl=0\r\ndb3:keys=7,expires=0,avg_ttl=0\r\n",
  );
  const columns = "12         1.18M    12      3       ";
  assert.equal(statLine(info, 0), `${columns}150 (+0)            40          SAVE+AOF\n`);
  assert.equal(statLine(info, 100), `${columns}150 (+50)           40          SAVE+AOF\n`);
  assert.equal(
    statLine(infoFields("loading:1\r\n"), 0),
    "0          0B       0       0       0 (+0)              0           LOAD\n",
  );
});

test("--lru-test: a fifth of the keys has four fifths of the requests", () => {
  const names = Array.from({ length: 1000 }, (_, i) => Number(keyName(1000, i / 1000).slice(4)));
  assert.ok(names.every((name) => name >= 1 && name <= 1000));
  const share = names.filter((name) => name <= 200).length / 1000;
  assert.ok(share > 0.75 && share < 0.85, String(share));
  assert.equal(lruLine(3, 1), "4 Gets/sec | Hits: 3 (75.00%) | Misses: 1 (25.00%)\n");
});

test("the progress bar is drawn ten times a second at most, and gives way", () => {
  let [written, nowMs] = ["", 0];
  const bar = new ProgressBar((text) => written += text, () => 60, () => nowMs);
  bar.clear();
  bar.show(0.25, "1 key");
  nowMs = 99;
  bar.show(0.5, "2 keys");
  const first = `\r${progressLine(0.25, "1 key", 59)}\x1b[K`;
  assert.equal(written, first);
  bar.flush();
  bar.flush();
  assert.equal(written, `${first}\r${progressLine(0.5, "2 keys", 59)}\x1b[K`);
  bar.clear();
  bar.clear();
  bar.show(2, "all");
  assert.equal(
    written.slice(written.indexOf("2 keys\x1b[K") + 9),
    `\r\x1b[K\r100.00% ${"|".repeat(40)} all\x1b[K`,
  );
  assert.equal(progressLine(0.25, "long".repeat(30), 59).length, 59);
  assert.equal(progressLine(0.5, "twelve chars", 30), " 50.00% |||||     twelve chars");
  assert.equal(progressLine(null, "12.00M", 59), "12.00M");
});
