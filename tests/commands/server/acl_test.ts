import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestClient, type TestEngine, testEngine } from "../../support/engine.ts";

/** Sends a line whose words are parted by blanks. */
function ask(redis: TestClient, line: string): string {
  return redis.command(...line.split(" "));
}

/** A client logged in as a new user with these rules. */
function login(redis: TestEngine, rules: string, name = "u"): TestClient {
  assert.equal(ask(redis, `ACL SETUSER ${name} reset on nopass ${rules}`), "+OK\r\n");
  const client = redis.client();
  assert.equal(ask(client, `AUTH ${name} x`), "+OK\r\n");
  return client;
}

/** The fields of the latest entry of ACL LOG. */
function latest(redis: TestEngine): Record<string, unknown> {
  const { client: _client, ...fields } = redis.engine.server.acl.log.entries[0];
  return { ...fields };
}

test("ACL LIST: a new user, and the one who is always there, as from 7.2 on", () => {
  const redis = testEngine();
  ask(redis, "ACL SETUSER new");
  assert.equal(
    ask(redis, "ACL LIST"),
    "*2\r\n$51\r\nuser default on nopass sanitize-payload ~* &* +@all\r\n" +
      "$49\r\nuser new off sanitize-payload resetchannels -@all\r\n",
  );
});

test("ACL: what is refused is refused in the words of 7.2", () => {
  const redis = testEngine();
  const client = login(redis, "+get +publish +acl|whoami ~a* &c");
  assert.equal(
    ask(client, "CONFIG GET x"),
    "-NOPERM User u has no permissions to run the 'config|get' command\r\n",
  );
  assert.equal(ask(client, "GET b"), "-NOPERM No permissions to access a key\r\n");
  assert.equal(ask(client, "PUBLISH d x"), "-NOPERM No permissions to access a channel\r\n");
  assert.equal(
    ask(redis, "ACL DRYRUN u GET b"),
    "$47\r\nUser u has no permissions to access the 'b' key\r\n",
  );
  assert.equal(ask(client, "ACL WHOAMI"), "$1\r\nu\r\n");
});

test("ACL: refusals are counted by INFO and kept by ACL LOG", () => {
  const redis = testEngine();
  const client = login(redis, "+get +publish +multi +exec ~a &c");
  const createdMs = redis.clock.nowMs();
  const at = { count: 1, createdMs, updatedMs: createdMs };
  ask(client, "GET b");
  const key = { reason: "key", context: "toplevel", object: "b", user: "u" };
  assert.deepEqual(latest(redis), { id: 0, ...key, ...at });
  ask(client, "set a v");
  const command = { reason: "command", context: "toplevel", object: "set", user: "u" };
  assert.deepEqual(latest(redis), { id: 1, ...command, ...at });
  ask(client, "MULTI");
  ask(client, "PUBLISH d x");
  const channel = { reason: "channel", context: "multi", object: "d", user: "u" };
  assert.deepEqual(latest(redis), { id: 2, ...channel, ...at });
  ask(client, "EXEC");
  ask(redis, "aUTH nobody x");
  const auth = { reason: "auth", context: "toplevel", object: "aUTH", user: "nobody" };
  assert.deepEqual(latest(redis), { id: 3, ...auth, ...at });
  ask(redis, "HELLO 2 AUTH u x SETNAME y");
  ask(redis, "AUTH default x");
  ask(redis, "CONFIG RESETSTAT"); // It leaves these alone.
  const stats = ask(redis, "INFO stats");
  assert.match(stats, /acl_access_denied_auth:1\r\n/);
  assert.match(stats, /acl_access_denied_cmd:1\r\n/);
  assert.match(stats, /acl_access_denied_key:1\r\n/);
  assert.match(stats, /acl_access_denied_channel:1\r\n/);
});

test("ACL LOG: the fields of an entry, in RESP2 and RESP3", () => {
  const redis = testEngine();
  const client = login(redis, "+get ~a");
  ask(client, "GET b");
  redis.clock.advance(1500);
  const wire = ask(redis, "ACL LOG");
  assert.match(wire, /^\*1\r\n\*20\r\n\$5\r\ncount\r\n:1\r\n\$6\r\nreason\r\n\$3\r\nkey\r\n/);
  assert.match(wire, /\$11\r\nage-seconds\r\n\$3\r\n1\.5\r\n/);
  assert.match(wire, /client-info\r\n\$\d+\r\nid=2 addr=127.0.0.1:50002 .* cmd=get user=u /);
  assert.match(wire, /entry-id\r\n:0\r\n\$17\r\ntimestamp-created\r\n:1700000000000\r\n/);
  assert.match(wire, /timestamp-last-updated\r\n:1700000000000\r\n$/);
  redis.protocol(3);
  assert.match(ask(redis, "ACL LOG 1"), /^\*1\r\n%10\r\n.*age-seconds\r\n,1\.5\r\n/s);
  assert.equal(ask(redis, "ACL LOG 0"), "*0\r\n");
  assert.equal(ask(redis, "ACL LOG RESET"), "+OK\r\n");
  assert.equal(ask(redis, "ACL LOG"), "*0\r\n");
});

test("EXEC: what is not permitted any more is refused, one command at a time", () => {
  const redis = testEngine();
  const client = login(redis, "+@all ~*");
  ask(client, "MULTI");
  ask(client, "SET a 1");
  ask(client, "INCR a");
  ask(client, "SET b 1");
  ask(redis, "ACL SETUSER u -incr resetkeys ~a");
  const changed = "-NOPERM ACLs rules changed between the moment the transaction was accumulated " +
    "and the EXEC call. This command is no longer allowed for the following reason: no permission";
  assert.equal(
    ask(client, "EXEC"),
    `*3\r\n+OK\r\n${changed} to execute the command or subcommand\r\n` +
      `${changed} to touch the specified keys\r\n`,
  );
  assert.equal(ask(redis, "GET a"), "$1\r\n1\r\n");
  assert.equal(latest(redis).context, "multi");
});

test("ACL: a command that waited is refused if it is not permitted any more", () => {
  const redis = testEngine();
  const client = login(redis, "+@all ~*");
  assert.equal(ask(client, "BLPOP list 0"), "");
  ask(redis, "ACL SETUSER u -blpop");
  ask(redis, "RPUSH list a");
  assert.equal(
    client.output(),
    "-NOPERM User u has no permissions to run the 'blpop' command\r\n",
  );
  assert.equal(ask(redis, "LLEN list"), ":1\r\n");
  assert.equal(ask(client, "LPOP list"), "$1\r\na\r\n");
});

test("ACL DELUSER: the clients of the user are sent away, oneself after the reply", () => {
  const redis = testEngine();
  const client = login(redis, "+@all");
  const other = login(redis, "+@all", "v");
  const waiting = redis.client();
  ask(waiting, "AUTH u x");
  ask(waiting, "BLPOP list 0");
  assert.equal(ask(other, "ACL DELUSER u v"), ":2\r\n");
  assert.deepEqual([client.isClosed, waiting.isClosed, other.session.isClosing], [
    true,
    true,
    true,
  ]);
});

test("ACL SETUSER: subscribers who may not hear any more are sent away, also oneself", () => {
  const redis = testEngine();
  const client = login(redis, "+@all &a*");
  client.protocol(3);
  ask(client, "SUBSCRIBE ab");
  ask(client, "ACL SETUSER u &b");
  assert.equal(client.session.isClosing, false);
  ask(client, "ACL SETUSER u resetchannels &a");
  assert.equal(client.session.isClosing, true);
});

test("ACL SAVE, LOAD: the users go to the file and come back", () => {
  const redis = testEngine({ aclfile: "users.acl" });
  ask(redis, "ACL SETUSER u on >x ~a +get (+set ~b)");
  assert.equal(ask(redis, "ACL SAVE"), "+OK\r\n");
  const users = ask(redis, "ACL LIST");
  ask(redis, "ACL SETUSER u reset");
  ask(redis, "ACL SETUSER v on");
  assert.equal(ask(redis, "ACL LOAD"), "+OK\r\n");
  assert.equal(ask(redis, "ACL LIST"), users);
  redis.files.acl = "user u on\nuser u off\n";
  assert.match(ask(redis, "ACL LOAD"), /^-ERR WARNING: Duplicate user 'u' found on line 2\. /);
  assert.equal(ask(redis, "ACL LIST"), users);
});

test("ACL LOAD: clients of users who stay the same stay, others go, as from 7.4 on", () => {
  const redis = testEngine({ aclfile: "users.acl" });
  const same = login(redis, "+get ~a", "same");
  const other = login(redis, "+get ~a", "other");
  ask(redis, "ACL SAVE");
  redis.files.acl = redis.files.acl.replace(/^user other .*\n/m, "user other on\n");
  assert.equal(ask(redis, "ACL LOAD"), "+OK\r\n");
  assert.deepEqual([same.isClosed, other.isClosed, redis.isClosed], [false, true, false]);
  assert.equal(ask(same, "GET a"), "$-1\r\n");
});

test("ACL: requirepass is a password of the default user, and its digest is shown", () => {
  const redis = testEngine({ requirepass: "abc" });
  assert.equal(ask(redis, "ACL WHOAMI"), "-NOAUTH Authentication required.\r\n");
  ask(redis, "AUTH abc");
  const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.match(
    ask(redis, "ACL GETUSER default"),
    new RegExp(`passwords\r\n\\*1\r\n\\$64\r\n${digest}`),
  );
  ask(redis, "CONFIG SET requirepass");
  ask(redis, "CONFIG SET requirepass x acllog-max-len -1");
  assert.match(ask(redis, "ACL GETUSER default"), new RegExp(digest));
});

test("RESET: one is the default user again, who may have to log in", () => {
  const redis = testEngine();
  const client = login(redis, "+@all");
  ask(redis, "ACL SETUSER default -@all +get");
  assert.equal(ask(client, "RESET"), "+RESET\r\n");
  assert.equal(
    ask(client, "PING"),
    "-NOPERM User default has no permissions to run the 'ping' command\r\n",
  );
  ask(client, "AUTH u x");
  ask(client, "ACL SETUSER default off");
  ask(client, "RESET");
  assert.equal(ask(client, "GET k"), "-NOAUTH Authentication required.\r\n");
});

test("ACL SETUSER: a monitor does not see the rules, nor does the slow log", () => {
  const redis = testEngine({ "slowlog-log-slower-than": "0" });
  const monitor = redis.client();
  ask(monitor, "MONITOR");
  monitor.output();
  ask(redis, "ACL SETUSER u >secret");
  assert.doesNotMatch(monitor.output(), /secret/);
  assert.doesNotMatch(ask(redis, "SLOWLOG GET"), /secret/);
});

test("ACL GENPASS: as many digits as asked for, never the same", () => {
  const redis = testEngine();
  assert.match(ask(redis, "ACL GENPASS"), /^\$64\r\n[0-9a-f]{64}\r\n$/);
  assert.match(ask(redis, "ACL GENPASS 5"), /^\$2\r\n[0-9a-f]{2}\r\n$/);
  assert.notEqual(ask(redis, "ACL GENPASS"), ask(redis, "ACL GENPASS"));
});
