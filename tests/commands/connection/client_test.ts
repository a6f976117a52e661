import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../support/dialogue.ts";
import { type TestClient, testEngine } from "../../support/engine.ts";

/** The fields of a client's own line. */
function info(client: TestClient): Map<string, string> {
  const line = client.command("CLIENT", "INFO").split(/\r\n|\n/)[1];
  return new Map(line.split(" ").map((field) => field.split(/=(.*)/s, 2) as [string, string]));
}

test("CLIENT INFO: the fields of Redis 7.4, in their order", () => {
  const redis = testEngine();
  assert.equal(
    [...info(redis).keys()].join(" "),
    "id addr laddr fd name age idle flags db sub psub ssub multi watch qbuf qbuf-free argv-mem " +
      "multi-mem rbs rbp obl oll omem tot-mem events cmd user redir resp lib-name lib-ver",
  );
});

test("CLIENT INFO: what the connection is and does", () => {
  const redis = testEngine();
  redis.command("CLIENT", "SETINFO", "LIB-NAME", "lib(x)");
  redis.command("CLIENT", "SETINFO", "lib-ver", "1.2");
  redis.command("CLIENT", "SETNAME", "worker");
  redis.command("CLIENT", "NO-EVICT", "ON");
  redis.command("CLIENT", "NO-TOUCH", "ON");
  redis.command("SELECT", "3");
  redis.command("WATCH", "a", "b");
  redis.clock.advance(5500);
  redis.client().command("SELECT", "3");
  const told = info(redis);
  const expected = {
    id: "1",
    addr: "127.0.0.1:50001",
    name: "worker",
    age: "5",
    idle: "5",
    flags: "eT",
    db: "3",
    multi: "-1",
    watch: "2",
    cmd: "client|info",
    user: "default",
    redir: "-1",
    resp: "2",
    "lib-name": "lib(x)",
    "lib-ver": "1.2",
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(told.get(name), value, name);
  assert.equal(info(redis).get("idle"), "0");
});

test("CLIENT LIST: what others are doing; a refused command counts, an unknown one does not", () => {
  const redis = testEngine();
  const other = redis.client();
  const line = () => redis.command("CLIENT", "LIST", "ID", "2");
  assert.match(line(), / cmd=NULL /);
  other.command("GET");
  assert.match(line(), / cmd=get /);
  other.command("OBJECT", "nothing");
  assert.match(line(), / cmd=NULL /);
  other.command("WATCH", "k");
  other.command("MULTI");
  other.command("SET", "k", "v");
  assert.match(line(), / flags=x .* multi=1 watch=1 .* cmd=set /);
  redis.command("SET", "k", "v");
  assert.match(line(), / flags=xd /);
  other.command("DISCARD");
  other.command("MONITOR");
  assert.match(line(), / flags=O .* multi=-1 watch=0 .* cmd=monitor /);
});

test("CLIENT LIST: by type, and by ids in the order given", () => {
  const redis = testEngine();
  redis.client();
  redis.client().command("MONITOR");
  const ids = (...words: string[]) =>
    [...redis.command("CLIENT", "LIST", ...words).matchAll(/^id=(\d+)/gm)].map(([, id]) => id);
  assert.deepEqual(ids(), ["1", "2", "3"]);
  assert.deepEqual(ids("TYPE", "normal"), ["1", "2", "3"]);
  for (const type of ["master", "replica", "SLAVE", "pubsub"]) {
    assert.deepEqual(ids("TYPE", type), []);
  }
  assert.deepEqual(ids("ID", "3", "1", "99", "1"), ["3", "1", "1"]);
  dialogue(
    redis,
    `
    CLIENT LIST TYPE some  → -ERR Unknown client type 'some'
    CLIENT LIST TYPE       → -ERR syntax error
    CLIENT LIST ID         → -ERR syntax error
    CLIENT LIST ID 1 x     → -ERR Invalid client ID
    CLIENT LIST FOO 1      → -ERR syntax error
    `,
  );
});

test("CLIENT LIST and INFO: text as such in RESP3", () => {
  const redis = testEngine();
  redis.protocol(3);
  assert.match(redis.command("CLIENT", "LIST"), /^=\d+\r\ntxt:id=1 [^\r]* resp=3 [^\r]*\n\r\n$/);
  assert.match(redis.command("CLIENT", "INFO"), /^=\d+\r\ntxt:id=1 [^\r]*\n\r\n$/);
});

test("CLIENT SETINFO: what a library says of itself", () => {
  dialogue(
    testEngine(),
    `
    CLIENT SETINFO LIB-NAME redis-js   → +OK
    CLIENT SETINFO lib-ver "1.0 beta"  → -ERR lib-ver cannot contain spaces, newlines or special characters.
    CLIENT SETINFO LIB-NAME "a b"      → -ERR LIB-NAME cannot contain spaces, newlines or special characters.
    CLIENT SETINFO lib-name ""         → +OK
    CLIENT SETINFO lib-size 3          → -ERR Unrecognized option 'lib-size'
    CLIENT SETINFO lib-name            → -ERR wrong number of arguments for 'client|setinfo' command
    `,
  );
});

test("CLIENT NO-TOUCH: reading leaves the time of last use alone, TOUCH does not", () => {
  dialogue(
    testEngine(),
    `
    SET k v               → +OK
    CLIENT NO-TOUCH on    → +OK
    + 10000 ms
    GET k                 → $1 v
    OBJECT IDLETIME k     → :10
    TOUCH k               → :1
    OBJECT IDLETIME k     → :0
    CLIENT NO-TOUCH maybe → -ERR syntax error
    CLIENT NO-EVICT maybe → -ERR syntax error
    `,
  );
});

test("CLIENT REPLY: OFF until ON, SKIP for one command", () => {
  dialogue(
    testEngine(),
    `
    CLIENT REPLY OFF   →
    SET k 1            →
    NOSUCH             →
    CLIENT REPLY SKIP  →
    INCR k             →
    CLIENT REPLY ON    → +OK
    GET k              → $1 2
    CLIENT REPLY SKIP  →
    INCR k             →
    GET k              → $1 3
    CLIENT REPLY SKIP  →
    CLIENT REPLY SKIP  →
    INCR k             →
    GET k              → $1 4
    CLIENT REPLY SKIP  →
    NOSUCH             →
    CLIENT REPLY MAYBE → -ERR syntax error
    `,
  );
});

test("CLIENT REPLY: within a transaction, each reply is kept or not as when it is given", () => {
  dialogue(
    testEngine(),
    `
    MULTI              → +OK
    SET k 1            → +QUEUED
    CLIENT REPLY OFF   → +QUEUED
    GET k              → +QUEUED
    EXEC               → *3 +OK
    PING               →
    MULTI              →
    CLIENT REPLY ON    →
    GET k              →
    EXEC               → +OK $1 1
    MULTI              → +OK
    CLIENT REPLY SKIP  → +QUEUED
    GET k              → +QUEUED
    EXEC               → *2 $1 1
    PING               →
    PING               → +PONG
    `,
  );
});

test("RESET: ends CLIENT REPLY OFF, but not the SKIP before it", () => {
  dialogue(
    testEngine(),
    `
    CLIENT REPLY OFF   →
    RESET              → +RESET
    CLIENT REPLY SKIP  →
    RESET              →
    PING               → +PONG
    `,
  );
});

test("RESET: the connection as it began, but with its id", () => {
  const redis = testEngine();
  redis.protocol(3);
  for (const request of ["SELECT 3", "CLIENT SETNAME me", "CLIENT NO-EVICT on", "WATCH k"]) {
    ask(redis, request);
  }
  redis.command("MULTI");
  redis.command("MONITOR");
  assert.equal(redis.command("RESET"), "+RESET\r\n");
  const told = info(redis);
  const expected = { id: "1", name: "", flags: "N", db: "0", multi: "-1", watch: "0", resp: "2" };
  for (const [name, value] of Object.entries(expected)) assert.equal(told.get(name), value, name);
  assert.equal(redis.command("EXEC"), "-ERR EXEC without MULTI\r\n");
});

test("RESET: a monitor hears no more, and may read and write again", () => {
  const redis = testEngine();
  const monitor = redis.client();
  monitor.command("MONITOR");
  assert.equal(monitor.command("GET", "k"), "-ERR Replica can't interact with the keyspace\r\n");
  monitor.command("RESET");
  redis.command("SET", "k", "v");
  assert.equal(monitor.output(), "");
  assert.equal(monitor.command("GET", "k"), "$1\r\nv\r\n");
});

test("CLIENT UNBLOCK, GETREDIR, TRACKINGINFO: nobody waits, nothing is tracked", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    CLIENT UNBLOCK 1          → :0
    CLIENT UNBLOCK 1 error    → :0
    CLIENT UNBLOCK x maybe    → -ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR
    CLIENT UNBLOCK x TIMEOUT  → -ERR value is not an integer or out of range
    CLIENT UNBLOCK 1 ERROR a  → -ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT HELP.
    CLIENT GETREDIR           → :-1
    CLIENT TRACKINGINFO       → *6 $5 flags *1 $3 off $8 redirect :-1 $8 prefixes *0
    `,
  );
  redis.protocol(3);
  assert.equal(
    ask(redis, "CLIENT TRACKINGINFO"),
    "%3 $5 flags ~1 $3 off $8 redirect :-1 $8 prefixes *0",
  );
});
