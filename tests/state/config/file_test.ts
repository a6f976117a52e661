import { test } from "node:test";
import assert from "node:assert/strict";
import { Config } from "../../../lib/state/config/config.ts";
import {
  applyDirectives,
  ConfigFileError,
  type ConfigFiles,
  fileDirectives,
  optionDirectives,
  type StartupDirectives,
} from "../../../lib/state/config/file.ts";

function disk(files: Record<string, string>): ConfigFiles {
  return {
    read(path) {
      if (path in files) return files[path];
      throw new Error("No such file or directory");
    },
    expand: (pattern) =>
      Object.keys(files).filter((path) => path.startsWith(pattern.replace(/\*.*/, ""))).sort(),
  };
}

function start(
  files: Record<string, string>,
  args: readonly string[] = [],
): { config: Config; startup: StartupDirectives } {
  const config = new Config();
  function* all() {
    yield* fileDirectives("redis.conf", disk(files));
    yield* optionDirectives(args);
  }
  return { config, startup: applyDirectives(config, all()) };
}

/** What is wrong with a one-line file, in Redis's words (asked of redis-server 7.0.15). */
const WRONG: [line: string, reason: string][] = [
  ["foo bar", "Bad directive or wrong number of arguments"],
  ["port abc", "argument couldn't be parsed into an integer"],
  ["port", "wrong number of arguments"],
  ["port 1 2", "wrong number of arguments"],
  ["port 7142 # comment", "wrong number of arguments"],
  ["PORT   99999", "argument must be between 0 and 65535 inclusive"],
  ['requirepass "abc', "Unbalanced quotes in configuration line"],
  ['requirepass "abc"d', "Unbalanced quotes in configuration line"],
  ["requirepass 'a b\\'", "Unbalanced quotes in configuration line"],
  ['timeout "5"\\n', "Unbalanced quotes in configuration line"],
  ["save 900", "Invalid save parameters"],
  ["save 900 1 300", "Invalid save parameters"],
  ["include", "Bad directive or wrong number of arguments"],
  ["include a b", "Bad directive or wrong number of arguments"],
  ["rename-command get", "Bad directive or wrong number of arguments"],
  ["user", "Bad directive or wrong number of arguments"],
  ["loadmodule", "Bad directive or wrong number of arguments"],
  ["sentinel monitor a b c d", "sentinel directive while not in sentinel mode"],
  ["slaveof a", "wrong number of arguments"],
  ["slaveof a 99999", "Invalid master port"],
  ["list-max-ziplist-entries 5 6", "Bad directive or wrong number of arguments"],
  ["unixsocketperm 999", "argument couldn't be parsed as an octal number"],
  ["unixsocketperm 1000", "argument must be between 0 and 777 inclusive"],
  ["daemonize maybe", "argument must be 'yes' or 'no'"],
  ["appendfilename a/b", "appendfilename can't be a path, just a filename"],
  ['appendfilename ""', "appendfilename can't be empty"],
  ["appenddirname a/b", "appenddirname can't be a path, just a dirname"],
  ['appenddirname ""', "appenddirname can't be empty"],
  ["io-threads 129", "argument must be between 1 and 128 inclusive"],
  ["databases 0", "argument must be between 1 and 2147483647 inclusive"],
  ["supervised x", "argument(s) must be one of the following: upstart, systemd, auto, no"],
  [
    "syslog-facility x",
    "argument(s) must be one of the following: " +
    "user, local0, local1, local2, local3, local4, local5, local6, local7",
  ],
  ["enable-debug-command x", "argument(s) must be one of the following: no, yes, local"],
  ["socket-mark-id 4294967296", "argument must be between 0 and 4294967295 inclusive"],
  ["maxmemory 1tb", "argument must be a memory value"],
  [
    "client-output-buffer-limit normal 1 2",
    "Wrong number of arguments in buffer limit configuration.",
  ],
  ["dbfilename", "wrong number of arguments"],
  ["oom-score-adj-values", "wrong number of arguments"],
  ['"port" 1a', "argument couldn't be parsed into an integer"],
  ['""', "Bad directive or wrong number of arguments"],
  [
    "latency-tracking-info-percentiles 200",
    "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]",
  ],
];

for (const [line, reason] of WRONG) {
  test(`configuration file: '${line}' is refused with file, line and reason`, () => {
    assert.throws(() => start({ "redis.conf": `# comment\n\n  ${line}\t\r\nport 1\n` }), {
      name: "ConfigFileError",
      message: `redis.conf:3: '${line}': ${reason}`,
    });
  });
}

test("configuration file: the error knows its parts", () => {
  try {
    start({ "redis.conf": "timeout 1\nhz x\n" });
    assert.fail();
  } catch (error) {
    assert.ok(error instanceof ConfigFileError);
    assert.equal(error.directive.file, "redis.conf");
    assert.equal(error.directive.line, 2);
    assert.equal(error.directive.text, "hz x");
    assert.equal(error.reason, "argument couldn't be parsed into an integer");
  }
});

test("configuration file: comments, blanks, quotes, case and aliases are read as Redis does", () => {
  const { config } = start({
    "redis.conf": [
      "# a comment",
      "",
      "  TimeOut   5  ",
      'requirepass "a\\x20\\"b\\""',
      "masterauth 'it\\'s'",
      '"hz" "20"\r',
      "slave-priority 7",
      "hash-max-ziplist-entries 9",
      "maxmemory 1gb",
      "databases 4",
      "lua-replicate-commands yes",
      "slaveof no one",
      "\t",
    ].join("\n"),
  });
  const { values } = config;
  assert.equal(values.timeout, 5);
  assert.equal(values.requirepass, 'a "b"');
  assert.equal(values.masterauth, "it's");
  assert.equal(values.hz, 20);
  assert.equal(values.replicaPriority, 7);
  assert.equal(values.hashMaxListpackEntries, 9);
  assert.equal(values.maxmemory, 1024 ** 3);
  assert.equal(values.databases, 4);
  assert.equal(values.replicaof, undefined);
});

test("configuration file: the first save replaces the default, further ones add to it", () => {
  const save = (text: string) => start({ "redis.conf": text }).config.text("save");
  assert.equal(save(""), "3600 1 300 100 60 10000");
  assert.equal(save("save 900 1\nsave 300 10"), "900 1 300 10");
  assert.equal(save("save 900 1 300 10"), "900 1 300 10");
  assert.equal(save('save "900 1 300 10"'), "900 1 300 10");
  assert.equal(save('save 900 1\nsave ""'), "");
  assert.equal(save('save 900 1\nsave ""\nsave 1 1'), "1 1");
  assert.equal(save("save"), "");
});

test("configuration file: users, renamed commands and modules are handed to others", () => {
  const { startup } = start({
    "redis.conf": 'user alice on >p ~*\nrename-command FLUSHALL ""\nloadmodule /m.so 1\n',
  });
  assert.deepEqual(startup.users.map(({ words, line }) => [words, line]), [
    [["alice", "on", ">p", "~*"], 1],
  ]);
  assert.deepEqual(startup.renames.map(({ words }) => words), [["FLUSHALL", ""]]);
  assert.deepEqual(startup.modules.map(({ words }) => words), [["/m.so", "1"]]);
});

test("configuration file: an included file is read in its place, and its errors name it", () => {
  const { config } = start({
    "redis.conf": "timeout 1\ninclude more.conf\nhz 30\n",
    "more.conf": "timeout 2\nhz 20\n",
  });
  assert.deepEqual([config.values.timeout, config.values.hz], [2, 30]);
  const broken = { "redis.conf": "include more.conf\n", "more.conf": "\nhz x\n" };
  assert.throws(() => start(broken), /^ConfigFileError: more\.conf:2: 'hz x': /);
});

test("configuration file: an include may have wildcards, and may then find nothing", () => {
  const { config } = start({
    "redis.conf": "include conf.d/*.conf\ninclude none/*\n",
    "conf.d/b.conf": "timeout 2\n",
    "conf.d/a.conf": "timeout 1\n",
  });
  assert.equal(config.values.timeout, 2);
});

test("configuration file: a missing include and a circle are reported where they stand", () => {
  assert.throws(() => start({ "redis.conf": "\ninclude x.conf\n" }), {
    message:
      "redis.conf:2: 'include x.conf': can't open config file 'x.conf': No such file or directory",
  });
  assert.throws(
    () => start({ "redis.conf": "include a.conf\n", "a.conf": "#\ninclude redis.conf\n" }),
    {
      message:
        "a.conf:2: 'include redis.conf': redis.conf is being read already, it includes itself",
    },
  );
});

test("configuration file: a replica in cluster mode is refused", () => {
  assert.throws(() => start({ "redis.conf": "cluster-enabled yes\nreplicaof a 1\n" }), {
    message: "redis.conf:2: 'replicaof a 1': replicaof directive not allowed in cluster mode",
  });
});

/** Command lines and the texts of parameters after them. */
const OPTIONS: [args: string[], texts: Record<string, string>][] = [
  [["--timeout", "5", "--hz", "20"], { timeout: "5", hz: "20" }],
  [["--TIMEOUT", "5"], { timeout: "5" }],
  [["--timeout 5", "--hz", "20"], { timeout: "5", hz: "20" }],
  [["--timeout=5"], { timeout: "5" }],
  [["--requirepass=a=b"], { requirepass: "a=b" }],
  [["--save", "", "--appendonly", "no"], { save: "", appendonly: "no" }],
  [["--save", "--appendonly", "no"], { save: "", appendonly: "no" }],
  [["--appendonly", "no", "--save"], { save: "" }],
  [["--save", "900", "1", "--save", "300", "10"], { save: "900 1 300 10" }],
  [["--save", "900 1 300 10"], { save: "900 1 300 10" }],
  [["--bind", "127.0.0.1", "-::1"], { bind: "127.0.0.1 -::1" }],
  [["--bind", "127.0.0.1 -::1"], { bind: "127.0.0.1 -::1" }],
  [["--shutdown-on-sigterm", "nosave", "force"], { "shutdown-on-sigterm": "nosave force" }],
  [["--proc-title-template", "--my--title--"], { "proc-title-template": "--my--title--" }],
  [["--requirepass", 'a b"c'], { requirepass: 'a b"c' }],
  [
    ["--client-output-buffer-limit", "normal 1 2 3"],
    {
      "client-output-buffer-limit":
        "normal 1 2 3 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
    },
  ],
];

for (const [args, texts] of OPTIONS) {
  test(`command line: ${JSON.stringify(args)} is read as redis-server does`, () => {
    const { config } = start({ "redis.conf": "timeout 1\n" }, args);
    assert.deepEqual(Object.fromEntries(config.get(Object.keys(texts))), texts);
  });
}

const WRONG_OPTIONS: [args: string[], message: string][] = [
  [["--foo", "bar"], "option '--foo bar': Bad directive or wrong number of arguments"],
  [["--timeout"], "option '--timeout': wrong number of arguments"],
  [["--timeout", "5", "6"], "option '--timeout 5 6': wrong number of arguments"],
  [["--timeout", "a b"], `option '--timeout "a b"': argument couldn't be parsed into an integer`],
  [["--timeout=x"], "option '--timeout x': argument couldn't be parsed into an integer"],
  [["--save", "--foo"], "option '--foo': Bad directive or wrong number of arguments"],
  [["x"], "option 'x': a value without the name of a parameter"],
];

for (const [args, message] of WRONG_OPTIONS) {
  test(`command line: ${JSON.stringify(args)} is refused`, () => {
    assert.throws(() => start({ "redis.conf": "" }, args), { name: "ConfigFileError", message });
  });
}
