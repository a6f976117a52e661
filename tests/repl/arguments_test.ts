import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments, usage, UsageError } from "../../lib/repl/arguments.ts";
import type { ReplOptions } from "../../lib/repl/options.ts";

/** The options of a command line, but for those that are as without one. */
function optionsOf(line: string): ReplOptions {
  const plan = readArguments(line === "" ? [] : line.split(" "));
  if (plan.kind !== "run") throw new Error(plan.kind);
  const plain = { password: undefined, modeOptions: {}, words: [] };
  return Object.fromEntries(
    Object.entries(plan.options).filter(([name, value]) =>
      JSON.stringify(plain[name as keyof typeof plain] ?? null) !== JSON.stringify(value ?? null)
    ),
  );
}

const LINES: Readonly<Record<string, ReplOptions>> = {
  "": {},
  "-h host -p 7000": { host: "host", port: 7000 },
  "-p 1 -p 2": { port: 2 },
  "--port=7000": { port: 7000 },
  "-s /socket -n 3": { socket: "/socket", db: 3 },
  "-u redis://me:s%40@h:1/2": { host: "h", port: 1, user: "me", password: "s@", db: 2 },
  "-u rediss://h": { host: "h", port: 6379, tls: {} },
  "-u redis://h:1 -p 2 -h i": { host: "i", port: 2 },
  "-a p --user u": { password: "p", user: "u" },
  "-2": { protocol: 2, prefersResp3: false },
  "-3": { protocol: 3, prefersResp3: false },
  "-t 1.5 -4": { connectTimeoutSeconds: 1.5, family: 4 },
  "-r -1 -i .5": { repeat: -1, intervalSeconds: 0.5 },
  "-c": { isCluster: true },
  "--raw --csv": { format: "csv" },
  "--json": { format: "json", prefersResp3: true },
  "--output yaml": { format: "yaml", prefersResp3: true },
  "-d , -D ;": { elementDelimiter: ",", replyDelimiter: ";" },
  "--show-pushes No": { showsPushes: false },
  "--tls --cacert a --cert b --key c --sni d": {
    tls: { caFile: "a", certificateFile: "b", keyFile: "c", serverName: "d" },
  },
  "--cacert a": {},
  "get a -h": { words: ["get", "a", "-h"] },
  "-x set": { lastWordFromInput: true, words: ["set"] },
  "--eval file k , a": { script: "file", words: ["k", ",", "a"] },
  "--scan --pattern *a --count 10": {
    mode: "scan",
    modeOptions: { pattern: new TextEncoder().encode("*a"), count: 10 },
  },
  "--stat --latency": { mode: "latency" },
  "--rdb -": { mode: "rdb", modeOptions: { file: "-" } },
};

for (const [line, options] of Object.entries(LINES)) {
  test(`arguments: ${JSON.stringify(line)} is understood`, () => {
    assert.deepEqual(optionsOf(line), options);
  });
}

const WRONG: Readonly<Record<string, RegExp>> = {
  "--nope": /^Unrecognized option or bad number of args for: '--nope'$/,
  "-p": /^Unrecognized option or bad number of args for: '-p'$/,
  "--raw=1": /^Unrecognized option or bad number of args for: '--raw=1'$/,
  "-p x": /^Invalid server port\.$/,
  "-p 65536": /^Invalid server port\.$/,
  "-r many ping": /^Invalid repeat count\.$/,
  "-t -1": /^Invalid connection timeout for -t\.$/,
  "--output xml": /^Unknown --output format 'xml'/,
  "-u ftp://h": /^Cannot read the URL/,
  "-2 -3": /^Options -2 and -3 are mutually exclusive\.$/,
  "--cluster info": /^--cluster is not supported$/,
  "--ldb": /^--ldb is not supported$/,
};

for (const [line, message] of Object.entries(WRONG)) {
  test(`arguments: ${JSON.stringify(line)} is refused`, () => {
    assert.throws(() => readArguments(line.split(" ")), (error: Error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  });
}

test("arguments: -h without a host, and --help, ask for help; -v for the version", () => {
  assert.equal(readArguments(["-h"]).kind, "help");
  assert.equal(readArguments(["--raw", "--help"]).kind, "help");
  assert.equal(readArguments(["-v"]).kind, "version");
});

test("arguments: a password is warned of, and the environment's is used without one", () => {
  const warningsOf = (...args: string[]) => {
    const plan = readArguments(args, { password: "secret" });
    return plan.kind === "run" ? [plan.warnings.length, plan.options.password] : [];
  };
  assert.deepEqual(warningsOf("-a", "p"), [1, "p"]);
  assert.deepEqual(warningsOf("-u", "redis://p@h"), [1, "p"]);
  assert.deepEqual(warningsOf("--no-auth-warning", "-a", "p"), [0, "p"]);
  assert.deepEqual(warningsOf(), [0, "secret"]);
});

test("arguments: the help names every flag, in lines that a terminal shows whole", () => {
  const lines = usage("respite cli").split("\n");
  assert.deepEqual(lines.filter((line) => line.length > 100), []);
  for (const flag of ["-h", "--askpass", "--json", "--bigkeys"]) {
    assert.ok(lines.some((line) => line.startsWith(`  ${flag}`)), flag);
  }
});
