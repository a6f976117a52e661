import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments } from "../../../lib/repl/arguments.ts";
import type { ReplOptions } from "../../../lib/repl/options.ts";
import { parseConfig } from "../../../lib/repl/profiles/config.ts";
import type { LoadedConfig } from "../../../lib/repl/profiles/config_file.ts";
import { begin } from "../../../lib/repl/profiles/start.ts";
import { withoutPassword } from "../../../lib/repl/profiles/url.ts";

const CONFIG = `
[settings]
timing = true
[profiles.shop]
url = "rediss://shop:7000/2"
user = "ops"
password = "secret"
resp = 3
cluster = true
cacert = "/ca.pem"
production = true
output = "table"
`;

/** The options of a command line, as they are used. */
async function optionsFor(...args: string[]): Promise<ReplOptions> {
  const plan = readArguments(args, { password: "from-the-environment" });
  assert.equal(plan.kind, "run");
  const { options } = await begin(plan.kind === "run" ? plan.options : {}, load());
  const { modeOptions: _, words: __, profile: ___, ...rest } = options;
  return Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  ) as ReplOptions;
}

function load(source = CONFIG): () => Promise<LoadedConfig> {
  return async () => ({
    file: "config.toml",
    config: await parseConfig(source, "config.toml"),
    warnings: [],
  });
}

const SHOP: ReplOptions = {
  url: "rediss://shop:7000/2",
  user: "ops",
  password: "secret",
  protocol: 3,
  isCluster: true,
  tls: { caFile: "/ca.pem" },
};

test("profiles: @NAME and --profile NAME mean a server with all that belongs to it", async () => {
  assert.deepEqual(await optionsFor("@shop"), SHOP);
  assert.deepEqual(await optionsFor("--profile", "shop", "GET", "a"), SHOP);
});

test("profiles: what the command line says counts more", async () => {
  assert.deepEqual(await optionsFor("@shop", "-n", "5", "--user", "me"), {
    ...SHOP,
    db: 5,
    user: "me",
  });
  const { url: _, ...rest } = SHOP;
  const there = await optionsFor("@shop", "-h", "other", "-p", "1");
  assert.deepEqual(there, { ...rest, host: "other", port: 1 });
});

test("profiles: without one, there is nothing of them", async () => {
  assert.deepEqual(await optionsFor("-p", "1"), { port: 1, password: "from-the-environment" });
});

test("profiles: settings come along, and the profile itself", async () => {
  const { profile, settings } = await begin({ profile: "shop" }, load());
  assert.deepEqual(settings, { timing: true });
  assert.deepEqual(profile?.settings, { output: "table" });
  assert.equal(profile?.isProduction, true);
});

test("profiles: a wrong configuration is a warning, unless a profile is asked for", async () => {
  const wrong = load("[settings]\nguard = 3");
  const { warnings, settings } = await begin({}, wrong);
  assert.deepEqual(warnings, ["config.toml:2: guard must be on or off"]);
  assert.deepEqual(settings, {});
  await assert.rejects(begin({ profile: "shop" }, wrong), { name: "ConfigError" });
  await assert.rejects(begin({ profile: "sop" }, load()), /no profile sop: did you mean shop\?/);
});

const URLS: [url: string, shown: string][] = [
  ["redis://host:1/2", "redis://host:1/2"],
  ["redis://me:secret@host", "redis://me:***@host"],
  ["rediss://:secret@host", "rediss://:***@host"],
  ["redis://secret@host", "redis://***@host"],
  ["unix:///tmp/a@b", "unix:///tmp/a@b"],
];

for (const [url, shown] of URLS) {
  test(`profiles: ${url} is shown as ${shown}`, () => assert.equal(withoutPassword(url), shown));
}
