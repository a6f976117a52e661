/** Own commands that look at keys and replies, with a server in the process. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { prompt } from "./embedded.ts";
import { scripted } from "./scripted.ts";

test("own: \\peek tells what a key is, and shows what is in it", async () => {
  const { say, close } = await prompt();
  await say(
    "SET s mañana",
    "SET doc '{\"a\":[1,2]}' EX 100",
    "RPUSH l a b c",
    "HSET h f v",
    "SADD set m",
    "ZADD z 1.5 m",
    "XADD st 5-1 f v",
    "XGROUP CREATE st g 0",
  );
  assert.match(
    await say("\\peek s"),
    /^"s" {2}string, embstr, 7 bytes, \d+ bytes of memory\nnever expires, idle for 0s\n"mañana"\n$/,
  );
  assert.match(
    await say("\\peek doc"),
    /, 11 bytes, .*\nexpires in 1m 40s, 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ, idle .*\n\{"a": \[1, 2\]\}\n$/,
  );
  assert.match(
    await say("\\peek l"),
    /list, listpack, 3 elements, .*\n.*\n1\) "a"\n2\) "b"\n3\) "c"\n$/,
  );
  assert.match(await say("\\peek h"), /hash, listpack, 1 field, .*\n.*\n1# "f" => "v"\n$/);
  assert.match(await say("\\peek set"), /set, listpack, 1 member, .*\n.*\n1~ "m"\n$/);
  assert.match(await say("\\peek z"), /zset, listpack, 1 member, .*\n.*\n1\) "m" => 1.5\n$/);
  const stream = await say("\\peek st");
  assert.match(stream, /stream, stream, 1 entry, .*\n.*\ngroups\n1\) 1# "name" => "g"\n/);
  assert.match(stream, /\nlast entries\n1\) "5-1"\n {3}"f" => "v"\n$/);
  assert.equal(await say("\\peek nothing"), '"nothing" does not exist\n');
  assert.equal(await say("\\peek"), "! \\peek needs a key\n");
  close();
});

test("own: \\peek shows a page of what is large, and how much more there is", async () => {
  const { say, close } = await prompt({ protocol: 3 });
  const many = (line: (i: number) => string) =>
    say(...Array.from({ length: 200 }, (_, i) => line(i + 1)));
  await many((i) => `RPUSH l v${i}`);
  await many((i) => `HSET h f${i} v`);
  await many((i) => `ZADD z ${i} m${i}`);
  await many((i) => `SADD s m${i}`);
  await many((i) => `XADD st ${i}-0 f v`);
  await say(`SET big ${"x".repeat(5000)}`);
  assert.match(
    await say("\\peek l 4"),
    /\n1\) "v1"\n2\) "v2"\n… 196 between the beginning and the end\n199\) "v199"\n200\) "v200"\n$/,
  );
  assert.match(await say("\\peek h 3"), /\n3# "f\d+" => "v"\n… 197 more\n$/);
  assert.match(await say("\\peek z 2"), /\n1\) "m1" => 1\n2\) "m2" => 2\n… 198 more\n$/);
  assert.match(await say("\\peek s 2"), /\n2~ "m\d+"\n… 198 more\n$/);
  assert.match(await say("\\peek st 1"), /\n1\) "200-0"\n {3}"f" => "v"\n… 199 more\n$/);
  assert.match(await say("\\peek big"), /\n"x{512}"\n… 4,488 more bytes\n$/);
  assert.match(await say("\\peek l x"), /COUNT must be a number/);
  close();
});

test("own: \\peek disturbs no transaction", async () => {
  const { say, close } = await prompt();
  await say("SET k v", "MULTI", "GET k");
  assert.match(await say("\\peek k"), /^"k" {2}string, /);
  assert.match(await say("\\keys"), /^1 key \*\n└─ k\n$/);
  assert.equal(await say("EXEC"), '1) GET k\n   "v"\n');
  close();
});

test("own: \\keys shows names as a tree", async () => {
  const { say, close } = await prompt();
  await say("MSET user:1:name a user:1:mail b user:2:name c user:10:name d solo e job/1 f job/2 g");
  assert.equal(
    await say("\\keys"),
    "7 keys *\n├─ user:  4\n│  ├─ 1:  2\n│  ├─ 2:name\n│  └─ 10:name\n├─ job/1\n├─ job/2\n└─ solo\n",
  );
  assert.equal(await say("\\keys job* separator=/"), "2 keys job*\n└─ job/  2\n   ├─ 1\n   └─ 2\n");
  assert.equal(
    await say("\\keys user:* depth=3 width=1"),
    "4 keys user:*\n└─ user:  4\n   ├─ 1:  2\n   │  ├─ mail\n   │  └─ … 1 more  1\n   └─ … 2 more  2\n",
  );
  assert.equal(await say("\\keys nothing*"), "0 keys nothing*\n");
  assert.match(await say("\\keys a b"), /^! \\keys takes one pattern/);
  assert.match(await say("\\keys depth=0"), /^! depth must be a whole number above 0/);
  close();
});

test("own: \\keys looks at no more than it may, and says so", async () => {
  const { say, close } = await prompt();
  await say("DEBUG SET-ACTIVE-EXPIRE 1");
  for (let i = 0; i < 30; i++) {
    await say(`MSET ${Array.from({ length: 100 }, (_, j) => `k:${i}:${j} v`).join(" ")}`);
  }
  assert.match(
    await say("\\keys max=1000"),
    /^1,\d\d\d keys \* \(not all: 33 % of the keys seen\)\n└─ k:/,
  );
  close();
});

test("own: \\as and \\decode show what is packed", async () => {
  const { say, close } = await prompt();
  await say(`SET k ${gzipSync('{"a":1}').toString("base64")}`, "SET n 5");
  assert.equal(await say("\\as base64,gzip GET k"), '{"a": 1}\n');
  assert.equal(
    await say("\\as gzip GET n"),
    '"5"  not gzip: incorrect header check\n'.replace(
      /not gzip: .*/,
      (await say("\\as gzip GET n")).match(/not gzip: .*/)![0],
    ),
  );
  assert.equal(
    await say("MGET n n", "\\decode hex"),
    `1) 00000000  35${" ".repeat(48)}|5|\n2) 00000000  35${" ".repeat(48)}|5|\n`,
  );
  assert.equal(
    await say("\\as json DEL n"),
    "! DEL does more than read: send it, and then \\decode json\n",
  );
  assert.match(await say("\\as zip GET n"), /^! There is no format zip: use gzip, /);
  assert.match(await say("\\decode"), /^! \\decode needs a format: gzip, /);
  assert.match(await say("\\as json"), /^! \\as needs a format and a command/);
  close();
});

test("own: \\more shows what was cut, a screen at a time", async () => {
  const { say, close } = await prompt();
  await say(`RPUSH l ${Array.from({ length: 30 }, (_, i) => `v${i}`).join(" ")}`);
  const first = await say("LRANGE l 0 -1");
  assert.match(first, /^ 1\) "v0"\n[^]*\n10\) "v9"\n… 20 more lines; \\more /);
  assert.match(await say("\\more"), /^11\) "v10"\n[^]*\n21\) "v20"\n$/);
  assert.match(await say("\\more"), /^22\) "v21"\n[^]*\n30\) "v29"\n$/);
  assert.equal(await say("\\more"), "! There is no more\n");
  close();
});

test("own: Ctrl-C in \\keys shows what was found so far; until then it tells how far it is", async () => {
  let pages = 0;
  const { say, shell } = scripted((request) => {
    if (request === "DBSIZE") return ":1000000|";
    pages++;
    if (pages === 500) shell.interrupt();
    return `*2|$1|7|*1|$${3 + String(pages).length}|kk:${pages}|`;
  });
  const said = await say("\\keys");
  assert.match(said, /(\d+ keys|1 key) \* \(not all: \d+ % of the keys seen\)\n└─ kk:/);
  assert.ok(pages <= 501, `${pages}`);
});

test("own: \\peek knows the vector sets of Redis 8", async () => {
  const replies: Record<string, string> = {
    "TYPE v": "+vectorset|",
    "OBJECT ENCODING v": "$3|raw|",
    "PTTL v": ":-1|",
    "VCARD v": ":3|",
    "VRANDMEMBER v 2": "*2|$1|a|$1|b|",
  };
  const { say } = scripted((request) => replies[request] ?? "-ERR unknown command|");
  assert.equal(
    await say("\\peek v 2"),
    '"v"  vectorset, raw, 3 elements\nnever expires\n1~ "a"\n2~ "b"\n… 1 more\n',
  );
});

test("own: \\peek makes do with what an old server knows", async () => {
  const replies: Record<string, string> = {
    "TYPE k": "+string|",
    "OBJECT ENCODING k": "$3|int|",
    "PTTL k": ":-1|",
    "STRLEN k": ":1|",
    "GET k": "$1|7|",
  };
  const { say } = scripted((request) => replies[request] ?? "-ERR unknown command|");
  assert.equal(await say("\\peek k"), '"k"  string, int, 1 byte\nnever expires\n"7"\n');
  replies["TYPE k"] = "+ReJSON-RL|";
  assert.equal(await say("\\peek k"), '"k"  ReJSON-RL, int\nnever expires\n');
  replies["TYPE k"] = "-NOPERM no|";
  assert.equal(await say("\\peek k"), "! NOPERM no\n");
});
