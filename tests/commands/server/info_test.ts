import assert from "node:assert/strict";
import { test } from "node:test";
import { type TestClient, testEngine } from "../../support/engine.ts";

const DEFAULT = [
  "Server",
  "Clients",
  "Memory",
  "Persistence",
  "Stats",
  "Replication",
  "CPU",
  "Modules",
  "Errorstats",
  "Cluster",
  "Keyspace",
];
const ALL = DEFAULT.toSpliced(8, 1, "Commandstats", "Errorstats", "Latencystats");

function titles(info: string): string[] {
  return [...info.matchAll(/^# (\w+)\r$/gm)].map(([, title]) => title);
}

/** The value of a line of INFO. */
function field(redis: TestClient, name: string): string | undefined {
  const found = new RegExp(`^${name}:(.*)\r$`, "m").exec(redis.command("INFO", "everything"));
  return found?.[1];
}

test("INFO: which sections, in which order", () => {
  const redis = testEngine();
  const cases: [sections: string[], titles: string[]][] = [
    [[], DEFAULT],
    [["default"], DEFAULT],
    [["all"], ALL],
    [["EVERYTHING"], ALL],
    [["keyspace", "Server", "keyspace"], ["Server", "Keyspace"]],
    [["default", "latencystats"], ALL.filter((title) => title !== "Commandstats")],
    [["nothing", "cpu"], ["CPU"]],
  ];
  for (const [sections, expected] of cases) {
    assert.deepEqual(titles(redis.command("INFO", ...sections)), expected, sections.join(" "));
  }
});

test("INFO: lines end as on the wire, sections are parted by an empty line", () => {
  const redis = testEngine();
  const wire = "$57\r\n# Modules\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\n\r\n";
  assert.equal(redis.command("INFO", "cluster", "keyspace", "modules"), wire);
});

test("INFO: a section that there is not is empty, not an error", () => {
  const redis = testEngine();
  assert.equal(redis.command("INFO", "nothing"), "$0\r\n\r\n");
  redis.protocol(3);
  assert.equal(redis.command("INFO", "nothing"), "=4\r\ntxt:\r\n");
});

test("INFO server: versions and what tools look for", () => {
  const redis = testEngine({ port: "7000", bind: "127.0.0.1 ::1" });
  redis.clock.advance(90_000_000);
  redis.engine.tick();
  const info = redis.command("INFO", "server");
  for (
    const line of [
      "redis_version:7.4.0",
      "redis_mode:standalone",
      "arch_bits:64",
      "tcp_port:7000",
      "uptime_in_seconds:90000",
      "uptime_in_days:1",
      "listener0:name=tcp,bind=127.0.0.1,bind=::1,port=7000",
    ]
  ) assert.ok(info.includes(`\r\n${line}\r\n`), line);
  assert.match(info, /\r\nrun_id:[0-9a-f]{40}\r\n/);
});

test("INFO keyspace: databases that hold keys", () => {
  const redis = testEngine();
  redis.command("SET", "a", "1");
  redis.command("SET", "b", "1", "PX", "5000");
  redis.command("SELECT", "9");
  redis.command("SET", "c", "1");
  redis.engine.tick();
  assert.equal(field(redis, "db0"), "keys=2,expires=1,avg_ttl=5000,subexpiry=0");
  assert.equal(field(redis, "db9"), "keys=1,expires=0,avg_ttl=0,subexpiry=0");
  assert.equal(field(redis, "db1"), undefined);
});

test("INFO commandstats: calls, rejected and failed ones, by subcommand", () => {
  const redis = testEngine();
  redis.command("SET", "k", "text");
  redis.command("INCR", "k");
  redis.command("INCR");
  redis.command("CONFIG", "GET", "hz");
  redis.command("CONFIG");
  const numbers = "usec=0,usec_per_call=0.00";
  assert.equal(field(redis, "cmdstat_set"), `calls=1,${numbers},rejected_calls=0,failed_calls=0`);
  assert.equal(field(redis, "cmdstat_incr"), `calls=1,${numbers},rejected_calls=1,failed_calls=1`);
  assert.match(field(redis, "cmdstat_config\\|get")!, /^calls=1,/);
  assert.equal(
    field(redis, "cmdstat_config"),
    `calls=0,${numbers},rejected_calls=1,failed_calls=0`,
  );
  assert.equal(field(redis, "cmdstat_del"), undefined);
});

test("INFO commandstats: what runs within EXEC has times of its own, and counts for EXEC", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  redis.command("MULTI");
  redis.command("DEBUG", "SLEEP", "0.03");
  redis.command("DEBUG", "SLEEP", "0.01");
  redis.command("EXEC");
  assert.match(field(redis, "cmdstat_debug")!, /^calls=2,usec=40000,usec_per_call=20000\.00,/);
  assert.match(field(redis, "cmdstat_exec")!, /^calls=1,usec=40000,/);
});

test("INFO errorstats: by the first word of the error", () => {
  const redis = testEngine();
  redis.command("FOO");
  redis.command("SET", "k");
  redis.command("EXEC");
  redis.command("MULTI");
  redis.command("FOO");
  redis.command("EXEC");
  assert.equal(field(redis, "errorstat_ERR"), "count=4");
  assert.equal(field(redis, "errorstat_EXECABORT"), "count=1");
  assert.equal(field(redis, "total_error_replies"), "5");
});

test("INFO errorstats: a client cannot make up codes without end", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  for (let i = 0; i < 1000; i++) redis.command("DEBUG", "ERROR", `CODE${i} text`);
  const info = redis.command("INFO", "errorstats");
  assert.equal(info.match(/errorstat_/g)!.length, 128);
  assert.equal(field(redis, "total_error_replies"), "1000");
});

test("INFO latencystats: percentiles as configured, nothing without tracking", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  for (let i = 0; i < 99; i++) redis.command("DEBUG", "SLEEP", "0.001");
  redis.command("DEBUG", "SLEEP", "1");
  const name = "latency_percentiles_usec_debug";
  const [, p50, p99, p999] = /^p50=(.*),p99=(.*),p99.9=(.*)$/.exec(field(redis, name)!)!;
  for (const [told, real] of [[p50, 1000], [p99, 1000], [p999, 1_000_000]]) {
    assert.ok(Math.abs(Number(told) / Number(real) - 1) < 1 / 8, `${told} for ${real}`);
  }
  redis.command("CONFIG", "SET", "latency-tracking-info-percentiles", "100");
  assert.match(field(redis, name)!, /^p100=\d+\.\d{3}$/);
  redis.command("CONFIG", "SET", "latency-tracking", "no");
  assert.equal(field(redis, name), undefined);
});

test("INFO stats: hits, misses, expired keys", () => {
  const redis = testEngine();
  redis.command("SET", "k", "v", "PX", "10");
  redis.command("GET", "k");
  redis.clock.advance(10);
  redis.engine.tick();
  redis.command("GET", "k");
  assert.equal(field(redis, "keyspace_hits"), "1");
  assert.equal(field(redis, "keyspace_misses"), "1");
  assert.equal(field(redis, "expired_keys"), "1");
});

test("INFO stats: operations of the last second", () => {
  const redis = testEngine();
  redis.engine.tick();
  for (let i = 0; i < 500; i++) redis.command("PING");
  redis.clock.advance(1000);
  redis.engine.tick();
  assert.equal(field(redis, "instantaneous_ops_per_sec"), "500");
  redis.command("CONFIG", "RESETSTAT");
  redis.clock.advance(1000);
  redis.engine.tick();
  assert.equal(field(redis, "instantaneous_ops_per_sec"), "0");
});

test("INFO stats: how long memory was beyond its limit", () => {
  const redis = testEngine();
  redis.command("SET", "k", "x".repeat(1000));
  redis.command("CONFIG", "SET", "maxmemory", "1");
  redis.clock.advance(2000);
  redis.engine.tick();
  assert.equal(field(redis, "current_eviction_exceeded_time"), "2000");
  redis.command("FLUSHALL");
  redis.command("CONFIG", "SET", "maxmemory", "1mb");
  redis.command("PING");
  redis.clock.advance(1000);
  assert.equal(field(redis, "current_eviction_exceeded_time"), "0");
  assert.equal(field(redis, "total_eviction_exceeded_time"), "2000");
});

test("INFO memory: what it calls counted for eviction is what maxmemory is compared with", () => {
  const redis = testEngine({ "maxmemory-policy": "noeviction" });
  redis.command("SET", "k", "x".repeat(5000));
  redis.command("INFO"); // The reply buffer grows.
  const info = redis.command("INFO", "memory");
  const [used, other] = ["used_memory", "mem_not_counted_for_evict"]
    .map((name) => Number(new RegExp(`\n${name}:(\\d+)`).exec(info)![1]));
  redis.command("CONFIG", "SET", "maxmemory", String(used - other));
  assert.equal(redis.command("SET", "l", "1"), "+OK\r\n");
  assert.match(redis.command("SET", "m", "1"), /^-OOM /);
});
