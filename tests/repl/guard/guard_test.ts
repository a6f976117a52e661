import assert from "node:assert/strict";
import { test } from "node:test";
import { isAllowed, type Situation } from "../../../lib/repl/guard/guard.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { ReplyDecoder } from "../../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../../lib/resp/value.ts";
import { textsOf, wordsOf } from "../../../lib/repl/words.ts";

/** What the server of these tests says to questions, in RESP with `|` for line ends. */
const FACTS: Readonly<Record<string, string>> = {
  "DBSIZE": ":12345|",
  "INFO keyspace": bulk("# Keyspace|db0:keys=12345,expires=0|db3:keys=1,expires=0|"),
  "INFO memory": bulk("used_memory:1|number_of_cached_scripts:2|"),
  "CONFIG GET maxmemory": "*2|$9|maxmemory|$9|104857600|",
  "CONFIG GET appendonly": "%1|$10|appendonly|$2|no|",
  "FUNCTION LIST": "*1|*0|",
  "XPENDING s g": "*4|:7|*-1|*-1|*-1|",
  "EXISTS a b c d e f g h i j k": ":11|",
  "EXISTS 1 2 3 4 5 6 7 8 9 10": ":0|",
};

function bulk(text: string): string {
  return `$${text.replaceAll("|", "\r\n").length}|${text}|`;
}

function decoded(wire: string): Reply {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(wire.replaceAll("|", "\r\n")));
  return decoder.next()!;
}

interface Told {
  readonly question: string | null;
  readonly isAllowed: boolean;
}

async function told(
  line: string,
  given: Partial<Situation> & { answer?: string | null; times?: number } = {},
): Promise<Told> {
  let question: string | null = null;
  const { answer = null, times = 1, ...rest } = given;
  const words = textsOf(wordsOf(line)!);
  const allowed = await isAllowed(words, times, {
    productionName: null,
    serverName: "127.0.0.1:6379",
    db: 0,
    confirm: [],
    send: (asked) => Promise.resolve(decoded(FACTS[asked.join(" ")] ?? "-ERR no|")),
    ask: (text) => {
      question = text;
      return Promise.resolve(answer);
    },
    ...rest,
  });
  return { question, isAllowed: allowed };
}

/** What commands would do; null: nobody is asked. */
const EVERYWHERE: [line: string, effect: string | null][] = [
  ["get a", null],
  ["flushall", "FLUSHALL would remove 12,346 keys of 2 databases"],
  ["FlushDB async", "FLUSHDB would remove 12,345 keys of database 0"],
  ["swapdb 0 3", "SWAPDB would exchange databases 0 (12,345 keys) and 3 (1 key), for all clients"],
  ["keys *", "KEYS would go through 12,345 keys at once, and let all clients wait meanwhile (SCAN"],
  ["shutdown", "SHUTDOWN would stop the server, which has 12,346 keys"],
  ["shutdown abort", null],
  ["debug sleep 1", "DEBUG would run a command for debugging"],
  ["debug object k", null],
  ["config set maxmemory 1gb", null],
  ["del a b c d e f g h i j k", null],
  ["script flush", "SCRIPT FLUSH would forget 2 scripts, for whoever calls them with EVALSHA"],
  ["script exists x", null],
  ["function flush", "FUNCTION FLUSH would remove 1 library of functions"],
  ["function delete lib", "FUNCTION DELETE would remove the functions of library lib"],
  ["function restore x flush", "FUNCTION RESTORE would remove all functions"],
  ["function restore x", null],
  ["acl deluser joe", "ACL DELUSER would remove joe, and end their connections"],
  ["client kill id 3", null],
  ["monitor", null],
  ["replicaof no one", "REPLICAOF would end replication, and make the server a primary"],
  ["slaveof h 1", "SLAVEOF would replace 12,346 keys by those of h:1"],
  ["failover", "FAILOVER would make a replica the primary in its place"],
  ["failover abort", null],
  ["cluster reset hard", "CLUSTER RESET would make the node forget its cluster, its name and"],
  ["cluster failover", "CLUSTER FAILOVER would make the replica the primary of its slots"],
  ["cluster info", null],
  ["save", "SAVE would write 12,346 keys to disk"],
  ["bgsave", null],
  ["migrate h 1 key 0 100", "MIGRATE would move key to h:1"],
  ["migrate h 1 key 0 100 copy", null],
  ['migrate h 1 "" 0 100 replace keys a b', "MIGRATE would move a, b to h:1"],
  ["xgroup destroy s g", "XGROUP DESTROY would remove group g of s, with 7 pending entries"],
  ["xgroup destroy s other", "XGROUP DESTROY would remove group other of s on"],
  ["xgroup create s g $", null],
  ["module unload m", "MODULE UNLOAD would change what code the server runs"],
  [`eval "redis.call('flushall')" 0`, "EVAL would run a script that names FLUSHALL"],
  [`eval "return 1" 0`, null],
];

for (const [line, effect] of EVERYWHERE) {
  test(`guard: ${line} ${effect === null ? "asks nothing" : "asks"}`, async () => {
    const { question, isAllowed } = await told(line);
    if (effect === null) assert.equal(question, null);
    else assert.ok(question?.startsWith(effect), `${question}`);
    assert.equal(isAllowed, effect === null);
  });
}

const ON_PRODUCTION: [line: string, effect: string | null][] = [
  [
    "config set maxmemory 1gb appendonly yes",
    `CONFIG SET would change maxmemory from "104857600" to "1gb", appendonly from "no" to "yes" on`,
  ],
  ["config set foo 1", `CONFIG SET would change foo from its value to "1"`],
  ["config get maxmemory", null],
  ["config rewrite", "CONFIG REWRITE would write the present configuration into"],
  ["config resetstat", "CONFIG RESETSTAT would set the server's statistics back"],
  ["client kill type normal", "CLIENT KILL would end the connections that fit type normal"],
  ["client pause 100", "CLIENT PAUSE would let clients wait for 100 ms"],
  ["del a b c d e f g h i j k", "DEL would remove 11 keys: a, b, c, d, e and 6 more on"],
  ["unlink 1 2 3 4 5 6 7 8 9 10", null],
  ["del a", null],
  ["monitor", "MONITOR would show all commands"],
  ["acl load", "ACL LOAD would replace all users"],
];

for (const [line, effect] of ON_PRODUCTION) {
  test(`guard: on production, ${line} ${effect === null ? "asks nothing" : "asks"}`, async () => {
    const { question } = await told(line, { productionName: "shop" });
    if (effect === null) assert.equal(question, null);
    else assert.ok(question?.startsWith(effect), `${question}`);
  });
}

test("guard: the question names the server, and yes goes on", async () => {
  const { question } = await told("flushdb", { serverName: "dev (redis://dev)" });
  assert.equal(
    question,
    "FLUSHDB would remove 12,345 keys of database 0 on dev (redis://dev).\nType yes to go on: ",
  );
  for (const answer of ["yes", " YES "]) {
    assert.equal((await told("flushdb", { answer })).isAllowed, true);
  }
  for (const answer of ["y", "no", "", "flushdb", null]) {
    assert.equal((await told("flushdb", { answer })).isAllowed, false);
  }
});

test("guard: on production, only the profile's name goes on", async () => {
  const productionName = "shop";
  const { question } = await told("flushdb", { productionName });
  assert.match(question!, /\.\nType shop, the profile's name, to go on: $/);
  assert.equal((await told("flushdb", { productionName, answer: "yes" })).isAllowed, false);
  assert.equal((await told("flushdb", { productionName, answer: "shop " })).isAllowed, true);
});

test("guard: a command with a number in front of it asks once, and says the number", async () => {
  const { question } = await told("flushdb", { times: 3 });
  assert.match(question!, /on 127\.0\.0\.1:6379, 3 times\.\n/);
});

test("guard: nothing is asked where nothing would be lost", async () => {
  const send = (words: readonly string[]) =>
    Promise.resolve(decoded(words[0] === "DBSIZE" ? ":0|" : "$0||"));
  for (const line of ["flushdb", "flushall", "keys *", "save"]) {
    assert.equal((await told(line, { send })).question, null, line);
  }
});

test("guard: a server that does not say what it has is no reason not to ask", async () => {
  for (
    const send of [
      () => Promise.resolve(decoded("-NOPERM no|")),
      () => Promise.reject(new Error("gone")),
    ]
  ) {
    const questions = [];
    for (const line of ["flushdb", "flushall", "keys *", "shutdown"]) {
      questions.push((await told(line, { send })).question?.split("\n")[0]);
    }
    assert.deepEqual(questions, [
      "FLUSHDB would remove all keys of database 0 on 127.0.0.1:6379.",
      "FLUSHALL would remove all keys of all databases on 127.0.0.1:6379.",
      "KEYS would go through all keys at once, and let all clients wait meanwhile " +
      "(SCAN would not) on 127.0.0.1:6379.",
      "SHUTDOWN would stop the server on 127.0.0.1:6379.",
    ]);
  }
});

test("guard: commands of one's own list ask, too", async () => {
  const confirm = ["set", "Config  Get"];
  const { question } = await told("set a 1", { confirm });
  assert.match(question!, /^set a 1 would be carried out on 127\.0\.0\.1:6379\.\n/);
  assert.notEqual((await told("config get x", { confirm })).question, null);
  assert.equal((await told("config set x 1", { confirm })).question, null);
  assert.equal((await told("get a", { confirm })).question, null);
});

test("guard: names are shown as text, and what is none is escaped or cut", async () => {
  const named = async (word: string) =>
    (await told(`function delete "${word}"`)).question!.split("library ")[1].split(" on ")[0];
  assert.equal(await named("städte"), "städte");
  assert.equal(await named("a\\x00\\xffb"), "a\\x00\\xffb");
  assert.equal(await named("x".repeat(50)), `${"x".repeat(40)}…`);
});
