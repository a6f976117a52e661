import { test } from "node:test";
import assert from "node:assert/strict";
import { Config, isSensitive } from "../../../lib/state/config/config.ts";
import { BadValue, ConfigError } from "../../../lib/state/config/error.ts";
import { NOTIFY } from "../../../lib/state/config/lists.ts";
import { findParameter, NAMES, parameter, VISIBLE } from "../../../lib/state/config/table.ts";
import { DEFAULTS, GETS, SETS } from "./recorded.ts";

type Pair = [string, string];

function pairsOf(words: readonly string[]): Pair[] {
  return words.flatMap((word, i): Pair[] => i % 2 ? [] : [[word, words[i + 1]]]);
}

function reply(config: Config, words: readonly string[]): string {
  try {
    config.set(pairsOf(words));
    return "+OK";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return "-" + error.message.replace(/[\r\n]/g, " ");
  }
}

test("CONFIG GET: every parameter of Redis 8.0 has the same default in the same form", () => {
  const config = new Config();
  const ours = Object.fromEntries(config.get(["*"]));
  for (const [name, text] of Object.entries(DEFAULTS.visible)) {
    assert.equal(ours[name], text, name);
  }
});

test("CONFIG GET: what other versions have is there too", () => {
  const added = VISIBLE.filter((name) => !(name in DEFAULTS.visible));
  assert.deepEqual(added, [
    "commandlog-execution-slower-than",
    "commandlog-large-reply-max-len",
    "commandlog-large-request-max-len",
    "commandlog-reply-larger-than",
    "commandlog-request-larger-than",
    "commandlog-slow-execution-max-len",
    "dir",
    "io-threads-do-reads",
    "lazyexpire-nested-arbitrary-keys",
  ]);
});

test("CONFIG GET: a hidden parameter is found by its full name only", () => {
  const config = new Config();
  for (const [name, text] of Object.entries(DEFAULTS.hidden)) {
    assert.deepEqual(config.get([name]), [[name, text]]);
    assert.deepEqual(config.get([name + "*"]), []);
  }
});

for (const [patterns, names] of GETS) {
  test(`CONFIG GET ${JSON.stringify(patterns)} finds the names that Redis finds`, () => {
    const found = new Config().get(patterns).map(([name]) => name);
    const known = found.filter((name) =>
      name.toLowerCase() in DEFAULTS.visible || name in DEFAULTS.hidden
    );
    assert.deepEqual(known.sort(), names);
  });
}

test("CONFIG GET: names come in alphabetical order, whatever the pattern", () => {
  const names = new Config().get(["z*", "*max*", "a*"]).map(([name]) => name);
  assert.deepEqual(names.slice(0, 2), ["zset-max-listpack-entries", "zset-max-listpack-value"]);
  const all = new Config().get(["*"]).map(([name]) => name);
  assert.deepEqual(all, [...all].sort());
});

test("CONFIG SET: more than a thousand recorded changes get Redis's replies and leave its values", () => {
  const config = new Config({ "enable-protected-configs": "yes" });
  for (const [words, expected, after] of SETS) {
    const label = `CONFIG SET ${JSON.stringify(words)}`;
    assert.equal(reply(config, words), expected, label);
    pairsOf(words).forEach(([name], i) => {
      assert.equal(config.get([name])[0]?.[1] ?? null, after[i], `${label}, then GET ${name}`);
    });
  }
});

test("CONFIG SET: setting back each value that CONFIG GET * returned succeeds", () => {
  const config = new Config({ "enable-protected-configs": "yes" });
  const before = config.get(["*"]);
  const settable = before.filter(([name]) => !parameter(findParameter(name)!).immutable);
  assert.ok(settable.length > 150);
  for (const pair of settable) config.set([pair]);
  config.set(settable);
  assert.deepEqual(config.get(["*"]), before);
});

test("CONFIG SET: a protected parameter needs enable-protected-configs, or a local client", () => {
  const refusal = {
    message:
      "ERR CONFIG SET failed (possibly related to argument 'dbfilename') - can't set protected config",
  };
  const closed = new Config();
  assert.throws(() => closed.set([["dbfilename", "x.rdb"]], { local: true }), refusal);
  const local = new Config({ "enable-protected-configs": "local" });
  assert.throws(() => local.set([["dbfilename", "x.rdb"]]), refusal);
  local.set([["dbfilename", "x.rdb"]], { local: true });
  assert.equal(local.values.dbfilename, "x.rdb");
});

test("CONFIG SET: some parameters wait until the data set is loaded", () => {
  const config = new Config();
  assert.throws(() => config.set([["appendonly", "yes"]], { loading: true }), {
    message: "LOADING Redis is loading the dataset in memory",
  });
  config.set([["timeout", "1"]], { loading: true });
});

test("Config: values have the types that the code wants", () => {
  const config = new Config({
    "save": "900 1",
    "bind": "127.0.0.1 -::1",
    "notify-keyspace-events": "Kx",
  });
  const bytes: number = config.values.protoMaxBulkLen;
  const policy: "noeviction" | "allkeys-lru" | string = config.values.maxmemoryPolicy;
  assert.equal(bytes, 512 * 1024 * 1024);
  assert.equal(policy, "noeviction");
  assert.equal(config.values.rdbcompression, true);
  assert.deepEqual(config.values.save, [{ seconds: 900, changes: 1 }]);
  assert.deepEqual(config.values.bind, ["127.0.0.1", "-::1"]);
  assert.equal(config.values.notifyKeyspaceEvents, NOTIFY.keyspace | NOTIFY.expired);
  assert.deepEqual(config.values.clientOutputBufferLimit.replica, {
    hard: 268435456,
    soft: 67108864,
    seconds: 60,
  });
  config.set([["maxmemory-clients", "5%"], ["shutdown-on-sigterm", "force nosave"]]);
  assert.equal(config.values.maxmemoryClients, -5);
  assert.deepEqual([...config.values.shutdownOnSigterm], ["nosave", "force"]);
});

test("Config: a number above 2^53 comes back with all its digits", () => {
  const config = new Config();
  config.set([["maxmemory", "18446744073709551615"]]);
  assert.equal(config.text("maxmemory"), "18446744073709551615");
  assert.equal(config.values.maxmemory, 2 ** 64);
});

test("Config: a listener hears of a change once, after all values are in place", () => {
  const config = new Config();
  const heard: [string[], number, number][] = [];
  config.onEffect("memory", (changed) => {
    heard.push([[...changed], config.values.maxmemory, config.values.maxclients]);
  });
  config.set([["maxmemory", "1mb"], ["maxmemory-policy", "allkeys-lru"], ["maxclients", "7"]]);
  config.set([["maxmemory", "1048576"], ["timeout", "3"]]);
  assert.deepEqual(heard, [[["maxmemory", "maxmemory-policy", "maxclients"], 1048576, 7]]);
});

test("Config: a listener that refuses takes everything back, and all are told again", () => {
  const config = new Config();
  const heard: string[] = [];
  config.onChange("timeout", () => heard.push(`timeout ${config.values.timeout}`));
  config.onChange(["port", "bind"], () => {
    heard.push(`port ${config.values.port}`);
    if (config.values.port === 1) {
      throw new BadValue("Unable to listen on this port. Check server logs.");
    }
  });
  const request: Pair[] = [["timeout", "9"], ["PORT", "1"], ["maxmemory", "1mb"]];
  assert.throws(() => config.set(request), {
    name: "ConfigError",
    message: "ERR CONFIG SET failed (possibly related to argument 'port') - " +
      "Unable to listen on this port. Check server logs.",
  });
  assert.deepEqual(heard, ["timeout 9", "port 1", "timeout 0", "port 6379"]);
  assert.equal(config.values.maxmemory, 0);
});

test("Config: a fault in a listener is not turned into a reply", () => {
  const config = new Config();
  config.onChange("timeout", () => {
    throw new TypeError("a bug");
  });
  assert.throws(() => config.set([["timeout", "9"]]), TypeError);
  assert.equal(config.values.timeout, 0);
});

test("Config: reset() brings the defaults back, also those the host chose", () => {
  const config = new Config({ dir: "/data", save: "" });
  config.set([["timeout", "9"], ["save", "1 1"]]);
  config.reset(["timeout"]);
  assert.deepEqual(config.get(["timeout", "save"]), [["timeout", "0"], ["save", "1 1"]]);
  config.reset();
  assert.deepEqual(config.get(["dir", "save"]), [["dir", "/data"], ["save", ""]]);
});

test("Config: passwords are marked, so that logs can leave them out", () => {
  assert.deepEqual(
    NAMES.filter(isSensitive),
    ["masterauth", "masteruser", "requirepass", "tls-client-key-file-pass", "tls-key-file-pass"],
  );
});
