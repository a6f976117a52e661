import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

const HELLO_FIRST = "-NOAUTH HELLO must be called with the client already authenticated, " +
  "otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client " +
  "and select the RESP protocol version at the same time";

test("AUTH: without a password configured there is none to give", () => {
  dialogue(
    testEngine(),
    `
    AUTH secret           → -ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?
    AUTH default secret   → +OK
    AUTH somebody secret  → -WRONGPASS invalid username-password pair or user is disabled.
    AUTH a b c            → -ERR syntax error
    AUTH                  → -ERR wrong number of arguments for 'auth' command
    `,
  );
});

test("AUTH: until then nothing but AUTH, HELLO, RESET and QUIT is answered", () => {
  dialogue(
    testEngine({ requirepass: "secret" }),
    `
    GET key               → -NOAUTH Authentication required.
    CLIENT ID             → -NOAUTH Authentication required.
    MULTI                 → -NOAUTH Authentication required.
    EXEC                  → -EXECABORT Transaction discarded because of: NOAUTH Authentication required.
    NOSUCH                → -ERR unknown command 'NOSUCH', with args beginning with:
    GET                   → -ERR wrong number of arguments for 'get' command
    HELLO 3               → ${HELLO_FIRST}
    RESET                 → +RESET
    AUTH wrong            → -WRONGPASS invalid username-password pair or user is disabled.
    AUTH default wrong    → -WRONGPASS invalid username-password pair or user is disabled.
    AUTH other secret     → -WRONGPASS invalid username-password pair or user is disabled.
    GET key               → -NOAUTH Authentication required.
    AUTH secret           → +OK
    GET key               → $-1
    AUTH wrong            → -WRONGPASS invalid username-password pair or user is disabled.
    GET key               → $-1
    RESET                 → +RESET
    GET key               → -NOAUTH Authentication required.
    AUTH default secret   → +OK
    GET key               → $-1
    QUIT                  → +OK
    `,
  );
});

test("AUTH: passwords of any bytes, and of other lengths", () => {
  const redis = testEngine({ requirepass: "\xff\x00 \xe9" });
  for (const wrong of ["", "\xff", "\xff\x00 \xe9 ", "\xc3\xbf\x00 \xc3\xa9"]) {
    assert.match(redis.command("AUTH", wrong), /^-WRONGPASS/);
  }
  assert.equal(redis.command("AUTH", "\xff\x00 \xe9"), "+OK\r\n");
});

test("CONFIG SET requirepass: those already connected stay in, others must give it", () => {
  const redis = testEngine();
  const early = redis.client();
  redis.command("CONFIG", "SET", "requirepass", "one");
  const late = redis.client();
  assert.equal(early.command("PING"), "+PONG\r\n");
  assert.equal(late.command("PING"), "-NOAUTH Authentication required.\r\n");
  redis.command("CONFIG", "SET", "requirepass", "");
  assert.equal(late.command("PING"), "+PONG\r\n");
  redis.command("CONFIG", "SET", "requirepass", "two");
  assert.equal(late.command("PING"), "-NOAUTH Authentication required.\r\n");
  assert.match(late.command("AUTH", "one"), /^-WRONGPASS/);
  assert.equal(late.command("AUTH", "two"), "+OK\r\n");
  assert.equal(late.command("PING"), "+PONG\r\n");
});

test("HELLO: version, password and name at once, or nothing of it", () => {
  const redis = testEngine({ requirepass: "secret" });
  dialogue(
    redis,
    `
    HELLO 3 AUTH default wrong SETNAME me     → -WRONGPASS invalid username-password pair or user is disabled.
    HELLO 4 AUTH default secret               → -NOPROTO unsupported protocol version
    HELLO 1                                   → -NOPROTO unsupported protocol version
    HELLO x                                   → -ERR Protocol version is not an integer or out of range
    HELLO 3 AUTH default                      → -ERR Syntax error in HELLO option 'AUTH'
    HELLO 3 AUTH default secret NAME me       → -ERR Syntax error in HELLO option 'NAME'
    HELLO 3 AUTH default secret SETNAME "a b" → -ERR Client names cannot contain spaces, newlines or special characters.
    PING                                      → -NOAUTH Authentication required.
    `,
  );
  const reply = redis.command("HELLO", "3", "SETNAME", "me", "AUTH", "default", "secret");
  assert.equal(
    reply,
    "%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n7.4.0\r\n$5\r\nproto\r\n:3\r\n" +
      "$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n" +
      "$7\r\nmodules\r\n*0\r\n",
  );
  assert.equal(redis.command("GET", "key"), "_\r\n");
  assert.equal(redis.command("CLIENT", "GETNAME"), "$2\r\nme\r\n");
  assert.match(redis.command("HELLO"), /^%7\r\n[^]*proto\r\n:3\r\n/);
  assert.match(redis.command("HELLO", "2"), /^\*14\r\n[^]*proto\r\n:2\r\n/);
  assert.equal(redis.command("GET", "key"), "$-1\r\n");
});
