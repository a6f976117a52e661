import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../support/dialogue.ts";
import { type TestClient, type TestEngine, testEngine } from "../../support/engine.ts";

/** An engine, and a client in RESP3 that tracks what it reads. */
function tracking(options = ""): [redis: TestEngine, cache: TestClient] {
  const redis = testEngine();
  const cache = redis.client();
  cache.protocol(3);
  assert.equal(ask(cache, `CLIENT TRACKING on ${options}`), "+OK");
  return [redis, cache];
}

/** What a client was told out of turn: the keys, `-` for all. */
function told(client: TestClient): string {
  const wire = client.output().replaceAll("\r\n", " ");
  return wire.replace(/>2 \$10 invalidate (_|(?:\*\d+ )(?:\$\d+ \S* )+)/g, (_all, what: string) => {
    return what === "_" ? "-" : `${[...what.matchAll(/\$\d+ (\S*)/g)].map(([, k]) => k).join()};`;
  }).trim();
}

test("CLIENT TRACKING: a key that was read is told of once, when it changes", () => {
  const [redis, cache] = tracking();
  cache.command("GET", "k");
  redis.command("SET", "k", "1");
  assert.equal(cache.output(), ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n");
  redis.command("SET", "k", "2");
  assert.equal(told(cache), "");
  cache.command("GET", "k");
  redis.command("DEL", "k");
  assert.equal(told(cache), "k;");
});

test("CLIENT TRACKING: all keys that a command reads, and none that it only writes", () => {
  const [redis, cache] = tracking();
  cache.command("MGET", "a", "b");
  cache.command("OBJECT", "ENCODING", "c");
  cache.command("EXISTS", "d");
  cache.command("SINTER", "e", "f");
  cache.command("SINTERCARD", "2", "g", "h");
  cache.command("SET", "i", "1");
  cache.command("GETDEL", "j");
  redis.command("MSET", ..."abcdefghij".split("").flatMap((key) => [key, "1"]));
  assert.equal(told(cache), "a;b;c;d;e;f;g;h;");
});

test("CLIENT TRACKING: one's own changes come behind the reply, a transaction's behind EXEC's", () => {
  const [, cache] = tracking();
  cache.command("GET", "k");
  assert.equal(ask(cache, "SET k 1"), "+OK >2 $10 invalidate *1 $1 k");
  for (const request of ["MULTI", "GET k", "SET k 2", "GET k", "SET k 3"]) ask(cache, request);
  assert.equal(
    ask(cache, "EXEC"),
    "*4 $1 1 +OK $1 2 +OK >2 $10 invalidate *1 $1 k >2 $10 invalidate *1 $1 k",
  );
});

test("CLIENT TRACKING NOLOOP: one's own changes are not told", () => {
  const [redis, cache] = tracking("NOLOOP");
  cache.command("GET", "k");
  assert.equal(ask(cache, "SET k 1"), "+OK");
  cache.command("GET", "k");
  redis.command("SET", "k", "2");
  assert.equal(told(cache), "k;");
});

test("CLIENT TRACKING: keys that expire or are evicted", () => {
  const [redis, cache] = tracking();
  redis.command("SET", "k", "1", "PX", "10");
  cache.command("GET", "k");
  redis.clock.advance(11);
  redis.engine.tick();
  assert.equal(told(cache), "k;");
  redis.command("SET", "k", "x".repeat(10_000));
  cache.command("GET", "k");
  redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
  redis.command("CONFIG", "SET", "maxmemory", "1");
  assert.equal(told(cache), "k;");
});

test("CLIENT TRACKING: FLUSHALL and FLUSHDB tell to forget all", () => {
  const [redis, cache] = tracking();
  redis.command("FLUSHALL");
  assert.equal(cache.output(), ">2\r\n$10\r\ninvalidate\r\n_\r\n");
  cache.command("GET", "k");
  assert.equal(ask(cache, "FLUSHDB"), "+OK >2 $10 invalidate _");
  redis.command("SET", "k", "1");
  assert.equal(told(cache), "");
});

test("CLIENT TRACKING: in RESP2 nothing can be told", () => {
  const redis = testEngine();
  const cache = redis.client();
  cache.command("CLIENT", "TRACKING", "on");
  cache.command("GET", "k");
  redis.command("SET", "k", "1");
  redis.command("FLUSHALL");
  assert.equal(cache.output(), "");
});

test("CLIENT TRACKING OPTIN: only what follows CLIENT CACHING YES", () => {
  const [redis, cache] = tracking("OPTIN");
  for (const request of ["GET a", "CLIENT CACHING yes", "GET b", "GET c"]) ask(cache, request);
  redis.command("MSET", "a", "1", "b", "1", "c", "1");
  assert.equal(told(cache), "b;");
  // It holds over other commands of CLIENT, for a whole transaction, and not over what fails.
  for (const request of ["CLIENT CACHING yes", "CLIENT ID", "GET a", "GET b"]) ask(cache, request);
  redis.command("MSET", "a", "1", "b", "1");
  assert.equal(told(cache), "a;");
  for (const request of ["CLIENT CACHING yes", "MULTI", "GET a", "GET b", "EXEC", "GET c"]) {
    ask(cache, request);
  }
  redis.command("MSET", "a", "1", "b", "1", "c", "1");
  assert.equal(told(cache), "a;b;");
  for (const request of ["CLIENT CACHING yes", "NOSUCH", "GET a"]) ask(cache, request);
  redis.command("SET", "a", "1");
  assert.equal(told(cache), "");
});

test("CLIENT TRACKING OPTOUT: all but what follows CLIENT CACHING NO", () => {
  const [redis, cache] = tracking("OPTOUT");
  for (const request of ["GET a", "CLIENT CACHING no", "GET b", "GET c"]) ask(cache, request);
  redis.command("MSET", "a", "1", "b", "1", "c", "1");
  assert.equal(told(cache), "a;c;");
});

test("CLIENT TRACKING BCAST: whatever changes, in one message for each prefix and turn", () => {
  const [redis, cache] = tracking("BCAST PREFIX b: PREFIX a:");
  redis.command("MSET", "a:2", "1", "b:1", "1", "a:1", "1", "c:1", "1", "a:2", "2", "a", "1");
  assert.equal(told(cache), "a:1,a:2;b:1;");
  redis.command("DEL", "a:1");
  assert.equal(told(cache), "a:1;");
  assert.equal(ask(cache, "SET a:1 1"), "+OK >2 $10 invalidate *1 $3 a:1");
  redis.command("FLUSHALL");
  assert.equal(told(cache), "-");
});

test("CLIENT TRACKING BCAST: without prefix every key; NOLOOP spares one's own", () => {
  const [redis, cache] = tracking("BCAST NOLOOP");
  redis.command("MSET", "a", "1", "b", "1");
  assert.equal(told(cache), "a,b;");
  assert.equal(ask(cache, "MSET a 1 b 1"), "+OK");
});

test("CLIENT TRACKING REDIRECT: a subscriber in RESP2 hears it on a channel", () => {
  const redis = testEngine();
  const [cache, hearer] = [redis.client(), redis.client()];
  assert.equal(ask(cache, `CLIENT TRACKING on REDIRECT ${hearer.session.id}`), "+OK");
  assert.equal(ask(cache, "CLIENT GETREDIR"), `:${hearer.session.id}`);
  cache.command("GET", "k");
  redis.command("SET", "k", "1");
  assert.equal(hearer.output(), "", "it subscribes to nothing");
  hearer.command("SUBSCRIBE", "__redis__:invalidate");
  cache.command("GET", "k");
  redis.command("SET", "k", "1");
  assert.equal(
    hearer.output(),
    "*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n*1\r\n$1\r\nk\r\n",
  );
  redis.command("FLUSHALL");
  assert.equal(hearer.output(), "*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n$-1\r\n");
  assert.equal(cache.output(), "");
});

test("CLIENT TRACKING REDIRECT: in RESP3 it is a push, also amidst a command", () => {
  const [redis, hearer] = tracking();
  const cache = redis.client();
  cache.command("CLIENT", "TRACKING", "on", "REDIRECT", hearer.session.id);
  cache.command("GET", "k");
  assert.equal(ask(hearer, "SET k 1"), "+OK >2 $10 invalidate *1 $1 k");
});

test("CLIENT TRACKING REDIRECT: when the other is gone, the client is told so in RESP3", () => {
  const [redis, cache] = tracking();
  const hearer = redis.client();
  const { id } = hearer.session;
  cache.command("CLIENT", "TRACKING", "on", "REDIRECT", id);
  cache.command("GET", "k");
  hearer.session.peer.close();
  redis.command("SET", "k", "1");
  assert.equal(cache.output(), `>2\r\n$21\r\ntracking-redir-broken\r\n:${id}\r\n`);
  assert.match(ask(cache, "CLIENT TRACKINGINFO"), /\$15 broken_redirect/);
  assert.match(ask(cache, "CLIENT INFO"), new RegExp(` flags=tR .* redir=${id} `));
});

test("CLIENT TRACKING: options that contradict each other, or what is on already", () => {
  const redis = testEngine();
  const cannotSwitch = (what: string) =>
    `-ERR You can't switch ${what} before disabling tracking for this client, and then ` +
    "re-enabling it with a different mode.";
  const overlaps = "Prefixes for a single client must not overlap.";
  dialogue(
    redis,
    `
    CLIENT TRACKING                          → -ERR wrong number of arguments for 'client|tracking' command
    CLIENT TRACKING maybe                    → -ERR syntax error
    CLIENT TRACKING on nonsense              → -ERR syntax error
    CLIENT TRACKING on REDIRECT              → -ERR syntax error
    CLIENT TRACKING on REDIRECT x            → -ERR value is not an integer or out of range
    CLIENT TRACKING on REDIRECT 999          → -ERR The client ID you want redirect to does not exist
    CLIENT TRACKING on REDIRECT 1 REDIRECT 1 → -ERR A client can only redirect to a single other client
    CLIENT TRACKING off                      → +OK
    CLIENT TRACKING on PREFIX a              → -ERR PREFIX option requires BCAST mode to be enabled
    CLIENT TRACKING on OPTIN OPTOUT          → -ERR You can't specify both OPTIN mode and OPTOUT mode
    CLIENT TRACKING on BCAST OPTIN           → -ERR OPTIN and OPTOUT are not compatible with BCAST
    CLIENT TRACKING on BCAST PREFIX ab PREFIX a → -ERR Prefix 'ab' overlaps with another provided prefix 'a'. ${overlaps}
    CLIENT GETREDIR                          → :-1
    CLIENT TRACKING on OPTIN                 → +OK
    CLIENT GETREDIR                          → :0
    CLIENT TRACKING on BCAST                 → ${cannotSwitch("BCAST mode on/off")}
    CLIENT TRACKING on OPTOUT                → ${cannotSwitch("OPTIN/OPTOUT mode")}
    CLIENT TRACKING off                      → +OK
    CLIENT TRACKING on BCAST PREFIX foo PREFIX bar → +OK
    CLIENT TRACKING on BCAST PREFIX foobar   → -ERR Prefix 'foobar' overlaps with an existing prefix 'foo'. ${overlaps}
    CLIENT TRACKING on BCAST PREFIX a NOLOOP → +OK
    CLIENT TRACKINGINFO                      → *6 $5 flags *3 $2 on $5 bcast $6 noloop $8 redirect :0 $8 prefixes *3 $1 a $3 bar $3 foo
    CLIENT TRACKING off                      → +OK
    CLIENT TRACKINGINFO                      → *6 $5 flags *1 $3 off $8 redirect :-1 $8 prefixes *0
    `,
  );
});

test("CLIENT CACHING: only where the mode makes sense of it", () => {
  const redis = testEngine();
  const first = "-ERR CLIENT CACHING can be called only when the client is in tracking mode with " +
    "OPTIN or OPTOUT mode enabled";
  dialogue(
    redis,
    `
    CLIENT CACHING yes          → ${first}
    CLIENT CACHING nonsense     → ${first}
    CLIENT TRACKING on          → +OK
    CLIENT CACHING nonsense     → -ERR syntax error
    CLIENT CACHING yes          → -ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.
    CLIENT CACHING no           → -ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.
    CLIENT TRACKING on OPTIN    → +OK
    CLIENT CACHING no           → -ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.
    CLIENT CACHING yes          → +OK
    CLIENT TRACKINGINFO         → *6 $5 flags *3 $2 on $5 optin $11 caching-yes $8 redirect :0 $8 prefixes *0
    PING                        → +PONG
    CLIENT TRACKINGINFO         → *6 $5 flags *2 $2 on $5 optin $8 redirect :0 $8 prefixes *0
    `,
  );
});

test("tracking-table-max-keys: beyond it, clients are told of keys that did not change", () => {
  const [redis, cache] = tracking();
  redis.command("CONFIG", "SET", "tracking-table-max-keys", "10");
  let replies = "";
  for (let i = 0; i < 100; i++) replies += cache.command("GET", `k${i}`);
  assert.equal(redis.engine.server.tracking.counts.keys, 11, "the last one after the last check");
  const keys = (replies + cache.command("PING")).match(/k\d+/g)!;
  assert.equal(keys.length, 90);
  assert.equal(new Set(keys).size, 90);
});

test("tracking-table-max-keys: a lower limit holds though no command comes", () => {
  const [redis, cache] = tracking();
  for (let i = 0; i < 100; i++) cache.command("GET", `k${i}`);
  redis.command("CONFIG", "SET", "tracking-table-max-keys", "10");
  redis.engine.tick();
  assert.equal(redis.engine.server.tracking.counts.keys, 10);
  assert.equal(cache.output().match(/k\d+/g)?.length, 90);
});

test("INFO, CLIENT LIST: what is tracked", () => {
  const [redis, cache] = tracking();
  const other = redis.client();
  other.protocol(3);
  other.command("CLIENT", "TRACKING", "on");
  const broadcast = redis.client();
  broadcast.command("CLIENT", "TRACKING", "on", "BCAST", "PREFIX", "a", "PREFIX", "b");
  cache.command("MGET", "x", "y");
  other.command("MGET", "x", "x");
  const stats = () => ask(redis, "INFO stats").match(/tracking_total_\w+:\d+/g)!.join(" ");
  assert.equal(
    stats(),
    "tracking_total_keys:2 tracking_total_items:3 tracking_total_prefixes:2",
  );
  assert.match(ask(redis, "INFO clients"), /tracking_clients:3 /);
  assert.match(ask(broadcast, "CLIENT INFO"), / flags=tB .* redir=0 /);
  assert.match(ask(cache, "CLIENT INFO"), / flags=t .* redir=0 /);
  assert.match(ask(redis, "CLIENT INFO"), / flags=N .* redir=-1 /);
  for (const client of [cache, broadcast]) client.session.peer.close();
  ask(other, "RESET");
  assert.equal(
    stats(),
    "tracking_total_keys:0 tracking_total_items:0 tracking_total_prefixes:0",
  );
});

test("CLIENT TRACKING: many clients may know one key; each is told", () => {
  const redis = testEngine();
  const caches = Array.from({ length: 500 }, () => {
    const client = redis.client();
    client.protocol(3);
    client.command("CLIENT", "TRACKING", "on");
    return client;
  });
  // In an order that is not that of their numbers, some twice.
  for (let i = 0; i < 1000; i++) caches[i * 7 % 500].command("GET", "k");
  caches[3].session.peer.close();
  caches[4].command("CLIENT", "TRACKING", "off");
  redis.command("SET", "k", "1");
  const expected = caches.map((_, i) => i === 3 || i === 4 ? "" : "k;");
  assert.deepEqual(caches.map(told), expected);
});
