import { test } from "node:test";
import assert from "node:assert/strict";
import { Args } from "../../lib/resp/args.ts";
import { type TestClient, type TestEngine, testEngine } from "../support/engine.ts";

/** Executes all commands in one turn, and returns the replies on the wire. */
function inOneTurn({ engine }: TestEngine, client: TestClient, lines: readonly string[]): string {
  engine.beginTurn(client.session);
  for (const line of lines) engine.execute(client.session, Args.of(...line.split(" ")));
  engine.endTurn();
  return client.output();
}

const OTHER_MATTERS: readonly [what: string, lines: readonly string[]][] = [
  ["a transaction", ["SET k 1", "MULTI", "SET k 2", "GET k", "EXEC", "GET k"]],
  ["a transaction given up", ["MULTI", "INCR k", "DISCARD", "GET k"]],
  ["rights taken away", ["SET k 1", "ACL SETUSER default -get", "GET k", "SET k 2", "TTL k"]],
  ["keys taken away", ["SET k 1", "ACL SETUSER default resetkeys ~a*", "GET k", "SET abc 2"]],
  ["a password", ["SET k 1", "CONFIG SET requirepass secret", "GET k"]],
  ["a lack of memory", ["SET k 1", "CONFIG SET maxmemory 1", "SET k 2", "GET k"]],
  ["silence", ["SET k 1", "CLIENT REPLY OFF", "GET k", "CLIENT REPLY ON", "GET k"]],
  ["one reply skipped", ["SET k 1", "CLIENT REPLY SKIP", "GET k", "GET k"]],
  ["a subscription", ["SET k 1", "SUBSCRIBE a", "GET k", "PING", "UNSUBSCRIBE a", "GET k"]],
  ["a monitor", ["SET k 1", "MONITOR", "GET k"]],
  ["another database", ["SET k 1", "SELECT 1", "GET k", "SET k 2", "SELECT 0", "GET k"]],
  ["an untouched key", ["SET k 1", "CLIENT NO-TOUCH ON", "GET k", "OBJECT FREQ k"]],
  ["errors", ["SET k a", "INCR k", "LPUSH k a", "GET", "SET k", "NONE k", "GET k"]],
  ["errors counted", ["SET k a", "INCR k", "GET", "CONFIG RESETSTAT", "INCR k", "INFO errorstats"]],
  ["commands counted", ["SET k a", "GET k", "CONFIG RESETSTAT", "GET k", "INFO commandstats"]],
  ["notifications", [
    "HELLO 3",
    "SUBSCRIBE __keyspace@0__:k",
    "SET k 1",
    "CONFIG SET notify-keyspace-events KA",
    "SET k 2",
    "PING",
  ]],
  ["tracking", ["HELLO 3", "CLIENT TRACKING ON", "GET k", "SET k 1", "GET k"]],
];

for (const [what, lines] of OTHER_MATTERS) {
  test(`calm: ${what} between plain commands of a turn counts at once`, () => {
    const apart = testEngine();
    const together = testEngine();
    const wanted = lines.map((line) => inOneTurn(apart, apart, [line])).join("");
    assert.equal(inOneTurn(together, together, lines), wanted);
  });
}

test("calm: what others have begun counts in the next turn", () => {
  const redis = testEngine();
  const [waiting, watching, monitor, tracking] = Array.from({ length: 4 }, () => redis.client());
  inOneTurn(redis, redis, ["SET k 1"]);
  inOneTurn(redis, waiting, ["BLPOP list 0"]);
  inOneTurn(redis, watching, ["WATCH k", "MULTI", "GET k"]);
  inOneTurn(redis, tracking, ["HELLO 3", "CLIENT TRACKING ON", "GET k"]);
  inOneTurn(redis, monitor, ["MONITOR"]);
  assert.equal(
    inOneTurn(redis, redis, ["SET k 2", "RPUSH list a", "LLEN list"]),
    "+OK\r\n:1\r\n:0\r\n",
  );
  assert.match(waiting.output(), /^\*2\r\n\$4\r\nlist\r\n\$1\r\na\r\n$/);
  assert.equal(inOneTurn(redis, watching, ["EXEC"]), "*-1\r\n");
  assert.match(tracking.output(), /invalidate/);
  assert.match(monitor.output(), /"SET" "k" "2"[^]*"RPUSH" "list" "a"[^]*"LLEN" "list"/);
});

test("calm: one session's turn is not another's", () => {
  const redis = testEngine();
  const other = redis.client();
  redis.command("ACL", "SETUSER", "reader", "on", "nopass", "~*", "+get");
  other.command("AUTH", "reader", "x");
  redis.engine.beginTurn(redis.session);
  redis.engine.execute(other.session, Args.of("SET", "k", "1"));
  redis.engine.endTurn();
  assert.match(other.output(), /^-NOPERM/);
});
