import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

function debuggable(parameters: Record<string, string> = {}): TestEngine {
  return testEngine({ "enable-debug-command": "yes", ...parameters });
}

test("DEBUG: is refused unless it is allowed", () => {
  const refusal = "-ERR DEBUG command not allowed. If the enable-debug-command option is set to " +
    '"local", you can run it from a local connection, otherwise you need to set this option in ' +
    "the configuration file, and then restart the server.\r\n";
  assert.equal(testEngine().command("DEBUG", "SLEEP", "0"), refusal);
  const local = testEngine({ "enable-debug-command": "local" });
  assert.equal(local.command("DEBUG", "SLEEP", "0"), "+OK\r\n");
});

test("DEBUG: unknown subcommands and wrong counts of words get the same answer", () => {
  const unknown = (word: string) =>
    `-ERR unknown subcommand or wrong number of arguments for '${word}'. Try DEBUG HELP.`;
  dialogue(
    debuggable(),
    `
    DEBUG              → -ERR wrong number of arguments for 'debug' command
    DEBUG JMAP         → ${unknown("JMAP")}
    DEBUG sleep        → ${unknown("sleep")}
    DEBUG DIGEST x     → ${unknown("DIGEST")}
    DEBUG HELP x       → ${unknown("HELP")}
    DEBUG LOG a b      → ${unknown("LOG")}
    DEBUG REPLYBUFFER x 1  → ${unknown("REPLYBUFFER")}
    `,
  );
});

// Recorded from Redis 7.0.15.
test("DEBUG DIGEST: the same data has the digest that Redis gives it", () => {
  dialogue(
    debuggable(),
    `
    DEBUG DIGEST                     → +0000000000000000000000000000000000000000
    SET s abc                        → +OK
    DEBUG DIGEST                     → +76a6b30e8cda05e9defc54e6f46fca26bbe65612
    SET i 5                          → +OK
    DEBUG DIGEST                     → +62bf5744bfc895ff166fff386a3752bd5c6d9d43
    SET v x EX 1000                  → +OK
    DEBUG DIGEST                     → +c34d80b92b062cd7047e55164b914176dfd23177
    DEBUG DIGEST-VALUE s i v nothing → *4 +21ffcd2d36aebffca02995acb412bcb827d4c1db +f8c2498ca74cdde7d02de23246736a661485b50e +0745672cb1bf060476eedeb8a28f5ffe1ff5a2be +0000000000000000000000000000000000000000
    DEBUG DIGEST-VALUE               → *0
    SELECT 3                         → +OK
    SET q zzz                        → +OK
    DEBUG DIGEST                     → +b4c8cc8aa81ab6aeafbd3965051deeaa2156be99
    `,
  );
});

test("DEBUG PROTOCOL: a reply of each type", () => {
  const redis = debuggable();
  const cases: [type: string, resp2: string, resp3: string][] = [
    ["string", "$11 Hello World", "$11 Hello World"],
    ["integer", ":12345", ":12345"],
    ["double", "$5 3.141", ",3.141"],
    [
      "bignum",
      "$37 1234567999999999999999999999999999999",
      "(1234567999999999999999999999999999999",
    ],
    ["null", "$-1", "_"],
    ["array", "*3 :0 :1 :2", "*3 :0 :1 :2"],
    ["set", "*3 :0 :1 :2", "~3 :0 :1 :2"],
    ["map", "*6 :0 :0 :1 :1 :2 :0", "%3 :0 #f :1 #t :2 #f"],
    [
      "attrib",
      "$39 Some real reply following the attribute",
      "|1 $14 key-popularity *2 $7 key:123 :90 $39 Some real reply following the attribute",
    ],
    [
      "push",
      "-ERR RESP2 is not supported by this command",
      ">2 $16 server-cpu-usage :42 $40 Some real reply following the push reply",
    ],
    ["verbatim", "$25 This is a verbatim\nstring", "=29 txt:This is a verbatim\nstring"],
    ["true", ":1", "#t"],
    ["FALSE", ":0", "#f"],
  ];
  for (const [type, resp2, resp3] of cases) {
    for (const [protocol, expected] of [[2, resp2], [3, resp3]] as const) {
      redis.protocol(protocol);
      const reply = redis.command("DEBUG", "PROTOCOL", type).replaceAll("\r\n", " ").trim();
      assert.equal(reply, expected, `${type} in RESP${protocol}`);
    }
  }
  assert.match(redis.command("DEBUG", "PROTOCOL", "toString"), /^-ERR Wrong protocol type name\./);
});

test("DEBUG POPULATE: makes strings, and leaves alone what is there", () => {
  dialogue(
    debuggable(),
    `
    SET key:1 mine          → +OK
    DEBUG POPULATE 3        → +OK
    MGET key:0 key:1 key:2  → *3 $7 value:0 $4 mine $7 value:2
    DEBUG POPULATE 2 p 3    → +OK
    GET p:1                 → $3 val
    DEBUG POPULATE 1 long 9 → +OK
    STRLEN long:0           → :9
    DBSIZE                  → :6
    DEBUG POPULATE -1       → -ERR value is out of range, must be positive
    DEBUG POPULATE 1 p -1   → -ERR value is out of range, must be positive
    DEBUG POPULATE x        → -ERR value is out of range, must be positive
    `,
  );
});

test("DEBUG OBJECT: how a value is held", () => {
  const redis = debuggable();
  redis.command("SET", "n", "300");
  redis.command("SET", "s", "abc");
  redis.clock.advance(7000);
  redis.engine.tick();
  const line = (encoding: string, references: number, length: number) =>
    new RegExp(
      `^\\+Value at:0x[0-9a-f]+ refcount:${references} encoding:${encoding} ` +
        `serializedlength:${length} lru:\\d+ lru_seconds_idle:7\r\n$`,
    );
  assert.match(redis.command("DEBUG", "OBJECT", "n"), line("int", 2147483647, 3));
  assert.match(redis.command("DEBUG", "OBJECT", "s"), line("embstr", 1, 4));
  assert.equal(redis.command("DEBUG", "OBJECT", "nothing"), "-ERR no such key\r\n");
});

test("DEBUG OBJECT: collections, with what they take in a snapshot", () => {
  const redis = debuggable();
  const numbers = Array.from({ length: 1000 }, (_, i) => String(i + 1));
  redis.command("RPUSH", "long", ...numbers, "x".repeat(8000));
  redis.command("SADD", "ints", ...numbers.slice(0, 100));
  redis.command("HSET", "table", ...numbers.flatMap((n) => [n, n]));
  assert.match(redis.command("DEBUG", "OBJECT", "ints"), /encoding:intset serializedlength:210 /);
  assert.match(
    redis.command("DEBUG", "OBJECT", "table"),
    /encoding:hashtable serializedlength:5748 /,
  );
  assert.match(
    redis.command("DEBUG", "OBJECT", "long"),
    / ql_nodes:2 ql_avg_node:500\.50 ql_listpack_max:-2 ql_compressed:0 ql_uncompressed_size:\d+\r\n$/,
  );
});

test("DEBUG DIGEST-VALUE: of an expired key that nobody has asked for, and which stays", () => {
  const redis = debuggable();
  redis.command("DEBUG", "SET-ACTIVE-EXPIRE", "0");
  redis.command("SET", "k", "1", "PX", "10");
  const digest = redis.command("DEBUG", "DIGEST-VALUE", "k");
  redis.clock.advance(11);
  assert.equal(redis.command("DEBUG", "DIGEST-VALUE", "k"), digest);
  assert.equal(redis.command("DBSIZE"), ":1\r\n");
  assert.equal(redis.command("EXISTS", "k"), ":0\r\n");
});

test("DEBUG HTSTATS-KEY: the table of a large value; others have none", () => {
  const redis = debuggable();
  const numbers = Array.from({ length: 1000 }, (_, i) => String(i + 1));
  redis.command("HSET", "h", ...numbers.flatMap((n) => [n, n]));
  redis.command("SADD", "s", "x", ...numbers);
  redis.command("ZADD", "z", ...numbers.flatMap((n) => [n, n]));
  redis.command("RPUSH", "l", ...numbers);
  for (const [key, count] of [["h", 1000], ["s", 1001], ["z", 1000]]) {
    assert.match(
      redis.command("DEBUG", "HTSTATS-KEY", key),
      new RegExp(`table size: \\d+\n number of elements: ${count}\n`),
    );
  }
  const none =
    "-ERR The value stored at the specified key is not represented using an hash table\r\n";
  assert.equal(redis.command("DEBUG", "HTSTATS-KEY", "l"), none);
  assert.equal(redis.command("DEBUG", "HTSTATS-KEY", "nothing"), "-ERR no such key\r\n");
});

test("DEBUG SDSLEN: the room of a string", () => {
  const redis = debuggable();
  redis.command("SET", "s", "abc");
  assert.match(
    redis.command("DEBUG", "SDSLEN", "s"),
    /^\+key_sds_len:1, key_sds_avail:0, key_zmalloc: \d+, val_sds_len:3, val_sds_avail:0, /,
  );
  redis.command("APPEND", "s", "x".repeat(100));
  assert.match(redis.command("DEBUG", "SDSLEN", "s"), /val_sds_len:103, val_sds_avail:[1-9]/);
  redis.command("SET", "n", "1");
  assert.equal(redis.command("DEBUG", "SDSLEN", "n"), "-ERR Not an sds encoded string.\r\n");
});

test("DEBUG HTSTATS: the tables of a database", () => {
  const redis = debuggable();
  redis.command("DEBUG", "POPULATE", "1000");
  const text = redis.command("DEBUG", "HTSTATS", "0");
  assert.match(text, /\[Dictionary HT\]\n.*\n table size: \d+\n number of elements: 1000\n/);
  assert.match(text, /\[Expires HT\]\n.*\nNo stats available for empty dictionaries\n/);
  assert.equal(redis.command("DEBUG", "HTSTATS", "99"), "-ERR Out of range database\r\n");
});

test("DEBUG SET-ACTIVE-EXPIRE, PAUSE-CRON: expired keys stay until somebody asks", () => {
  for (
    const [off, on] of [["SET-ACTIVE-EXPIRE 0", "SET-ACTIVE-EXPIRE 1"], [
      "PAUSE-CRON 1",
      "PAUSE-CRON 0",
    ]]
  ) {
    const redis = debuggable();
    redis.command("SET", "k", "v", "PX", "10");
    redis.command("DEBUG", ...off.split(" "));
    redis.clock.advance(20);
    redis.engine.tick();
    assert.equal(redis.command("DBSIZE"), ":1\r\n", off);
    redis.command("DEBUG", ...on.split(" "));
    redis.engine.tick();
    assert.equal(redis.command("DBSIZE"), ":0\r\n", on);
  }
});

test("DEBUG: the small ones", () => {
  const redis = debuggable();
  const id = redis.engine.server.replicationId;
  dialogue(
    redis,
    `
    DEBUG LOG hello                           → +OK
    DEBUG ERROR "WRONG text"                  → -WRONG text
    DEBUG CHANGE-REPL-ID                      → +OK
    DEBUG SLEEP nonsense                      → +OK
    DEBUG SLEEP -1                            → +OK
    DEBUG STRINGMATCH-LEN h*o hello           → :1
    DEBUG STRINGMATCH-LEN h*o HELLO           → :0
    DEBUG REPLYBUFFER PEAK-RESET-TIME never   → +OK
    DEBUG REPLYBUFFER PEAK-RESET-TIME x       → -ERR value is not an integer or out of range
    DEBUG REPLYBUFFER RESIZING 0              → +OK
    DEBUG QUICKLIST-PACKED-THRESHOLD 200b     → +OK
    DEBUG QUICKLIST-PACKED-THRESHOLD 0        → +OK
    DEBUG QUICKLIST-PACKED-THRESHOLD 4293918720 → +OK
    DEBUG QUICKLIST-PACKED-THRESHOLD 4293918721 → -ERR argument must be a memory value bigger than 1 and smaller than 4gb
    DEBUG QUICKLIST-PACKED-THRESHOLD -1       → -ERR argument must be a memory value bigger than 1 and smaller than 4gb
    DEBUG QUICKLIST-PACKED-THRESHOLD 0        → +OK
    DEBUG QUICKLIST-PACKED-THRESHOLD 5gb      → -ERR argument must be a memory value bigger than 1 and smaller than 4gb
    DEBUG SET-DISABLE-DENY-SCRIPTS 1          → +OK
    `,
  );
  assert.deepEqual(redis.log.filter((line) => line.startsWith("DEBUG")), ["DEBUG LOG: hello"]);
  assert.notEqual(redis.engine.server.replicationId, id);
  assert.match(redis.command("DEBUG", "ERROR", "a\r\nb"), /^-a {2}b\r\n$/);
});

test("DEBUG HELP: a line for each subcommand", () => {
  const lines = debuggable().command("DEBUG", "HELP").split("\r\n");
  assert.match(lines[1], /^\+DEBUG <subcommand>/);
  for (const word of ["DIGEST", "SLEEP <seconds>", "HELP"]) {
    assert.ok(lines.includes(`+${word}`), word);
  }
});

test("DEBUG LISTPACK and QUICKLIST: tell the log how a value is held", () => {
  const redis = debuggable({ "list-max-listpack-size": "3" });
  dialogue(
    redis,
    `
    RPUSH short a b                → :2
    RPUSH long a b c d             → :4
    SET s v                        → +OK
    DEBUG LISTPACK short           → +Listpack structure printed on stdout
    DEBUG LISTPACK long            → -ERR Not a listpack encoded object.
    DEBUG LISTPACK s               → -ERR Not a listpack encoded object.
    DEBUG LISTPACK nokey           → -ERR no such key
    DEBUG QUICKLIST long           → +Quicklist structure printed on stdout
    DEBUG QUICKLIST long 1         → +Quicklist structure printed on stdout
    DEBUG QUICKLIST short          → -ERR Not a quicklist encoded object.
    DEBUG QUICKLIST s              → -ERR Not a quicklist encoded object.
    DEBUG QUICKLIST nokey          → -ERR no such key
    `,
  );
  assert.deepEqual(redis.log.slice(-5), [
    "Listpack of 13 bytes: 2 elements",
    "Quicklist of 2 nodes: 4 elements",
    "Quicklist of 2 nodes: 4 elements",
    "Node of 16 bytes: 3 elements",
    "Node of 10 bytes: 1 elements",
  ]);
});

test("DEBUG QUICKLIST-PACKED-THRESHOLD: elements as large get nodes of their own", () => {
  const redis = debuggable({ "list-max-listpack-size": "3" });
  redis.command("DEBUG", "QUICKLIST-PACKED-THRESHOLD", 10);
  try {
    redis.command("RPUSH", "l", "a", "b", "c", "d", "large element", "e");
    redis.command("DEBUG", "QUICKLIST", "l", 1);
    assert.deepEqual(redis.log.slice(-5), [
      "Quicklist of 4 nodes: 6 elements",
      "Node of 16 bytes: 3 elements",
      "Node of 10 bytes: 1 elements",
      "Node of 13 bytes: a plain element",
      "Node of 10 bytes: 1 elements",
    ]);
  } finally {
    redis.command("DEBUG", "QUICKLIST-PACKED-THRESHOLD", 0);
  }
});

test("DEBUG SET-SKIP-CHECKSUM-VALIDATION: RESTORE takes any checksum, but no damaged value", () => {
  const redis = debuggable();
  const payload = "\x00\x01a\x0a\x00" + "\x00".repeat(8);
  const restored = () => redis.command("RESTORE", "k", "0", payload);
  assert.equal(restored(), "-ERR DUMP payload version or checksum are wrong\r\n");
  redis.command("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", "1");
  assert.equal(restored(), "+OK\r\n");
  assert.equal(redis.command("GET", "k"), "$1\r\na\r\n");
  const short = payload.replace("\x01a", "\x02a");
  assert.equal(redis.command("RESTORE", "l", "0", short), "-ERR Bad data format\r\n");
  redis.command("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", "0");
  assert.equal(redis.command("RESTORE", "l", "0", payload).slice(0, 4), "-ERR");
});
