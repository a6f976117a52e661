import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { readPlan } from "../../lib/cli/plan.ts";
import { readSettings } from "../../lib/cli/settings.ts";

function settingsOf(...args: string[]): Record<string, string> {
  const { config } = readSettings(readPlan(args));
  return Object.fromEntries(config.get(["*"]));
}

test("serve: without arguments it serves this machine on 6379 and saves nothing", () => {
  const { bind, port, save } = settingsOf();
  assert.deepEqual({ bind, port, save }, { bind: "127.0.0.1", port: "6379", save: "" });
});

test("serve: --host and --bind are the same, with several addresses too", () => {
  assert.equal(settingsOf("--host", "127.0.0.1", "-::1").bind, "127.0.0.1 -::1");
  assert.equal(settingsOf("--bind", "127.0.0.1", "-::1").bind, "127.0.0.1 -::1");
  assert.equal(settingsOf("--host=0.0.0.0").bind, "0.0.0.0");
});

test("serve: any parameter may be given, as --name value or --name=value", () => {
  const settings = settingsOf(
    ...["--maxmemory", "100mb", "--maxmemory-policy=allkeys-lru", "--databases", "4"],
    ...["--client-output-buffer-limit", "normal", "1mb", "0", "0", "--save", "60", "1000"],
  );
  assert.equal(settings.maxmemory, "104857600");
  assert.equal(settings["maxmemory-policy"], "allkeys-lru");
  assert.equal(settings.databases, "4");
  assert.match(settings["client-output-buffer-limit"], /^normal 1048576 0 0 /);
  assert.equal(settings.save, "60 1000");
});

test("serve: the miniature dialect has a port of its own, unless told otherwise", () => {
  assert.equal(readPlan(["--dialect", "miniature"]).dialect, "miniature");
  assert.equal(settingsOf("--dialect", "miniature").port, "31337");
  assert.equal(settingsOf("--dialect=miniature", "--port", "7000").port, "7000");
});

test("serve: a file is read first and options after it, wherever they stand", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const file = path.join(folder, "redis.conf");
  fs.writeFileSync(file, 'port 7001\ndatabases 3\nrequirepass "a b"\ninclude more-*.conf\n');
  fs.writeFileSync(path.join(folder, "more-1.conf"), "timeout 5\n");
  const absolute = path.join(folder, "more-*.conf");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("more-*.conf", absolute));
  for (
    const args of [
      [file, "--port", "7002"],
      ["--config", file, "--port", "7002"],
      ["--port", "7002", "--config", file],
    ]
  ) {
    const { port, databases, requirepass, timeout } = settingsOf(...args);
    assert.deepEqual({ port, databases, requirepass, timeout }, {
      port: "7002",
      databases: "3",
      requirepass: "a b",
      timeout: "5",
    });
  }
  fs.rmSync(folder, { recursive: true });
});

test("serve: parameters without a meaning here are told", () => {
  const { inert } = readSettings(readPlan(["--io-threads", "4", "--daemonize", "no"]));
  assert.deepEqual(inert, ["io-threads"]);
});

const WRONG: [args: string[], message: RegExp][] = [
  [["--prot", "7000"], /^option '--prot 7000': Bad directive or wrong number of arguments$/],
  [["--port"], /^option '--port': wrong number of arguments$/],
  [["--port", "abc"], /^option '--port abc': argument couldn't be parsed into an integer$/],
  [["--port", "70000"], /argument must be between 0 and 65535 inclusive$/],
  [["--port", "1", "2"], /^option '--port 1 2': wrong number of arguments$/],
  [["--dialect", "klingon"], /^option '--dialect klingon': argument must be one of: redis, /],
  [["--config"], /^option '--config': wrong number of arguments$/],
  [["/nowhere/redis.conf"], /^Cannot read \/nowhere\/redis\.conf: No such file or directory$/],
  [["--config", "/"], /^Cannot read \/: Is a directory$/],
  [["-p", "7000"], /^option '-p': a value without the name of a parameter$/],
  [["--loadmodule", "x.so"], /^option '--loadmodule x\.so': not supported by this server$/],
];

test("serve: what makes no sense is refused with the option and the reason", () => {
  for (const [args, message] of WRONG) {
    assert.throws(() => settingsOf(...args), (error: Error) => {
      assert.match(error.message, message);
      return true;
    });
  }
});

test("serve: a wrong line is refused with file, line and reason", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const file = path.join(folder, "redis.conf");
  fs.writeFileSync(file, "# A comment.\n\nport abc\n");
  assert.throws(
    () => settingsOf(file),
    { message: `${file}:3: 'port abc': argument couldn't be parsed into an integer` },
  );
  fs.rmSync(folder, { recursive: true });
});
