import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { ConfigError, parseConfig } from "../../../lib/repl/profiles/config.ts";
import { findProfile, loadConfig, passwordOf } from "../../../lib/repl/profiles/config_file.ts";
import type { Profile } from "../../../lib/repl/profiles/profile.ts";

test("config: settings for all, and profiles with what they say", async () => {
  const config = await parseConfig(
    `
# What holds for all.
[settings]
editing = "vi"
timing = true
confirm = ["DEL", "CONFIG SET"]

[profiles.local]
url = "redis://127.0.0.1:6380/1"
colour = "green"

[profiles."shop.eu"]
url = "rediss://shop.example.com"
user = "ops"
password-env = "SHOP_PASSWORD"
production = true
prompt = "{profile}{db} $ "
resp = 3
cacert = "/etc/ca.pem"
pipes = "on"
`,
    "config.toml",
  );
  assert.deepEqual(config, {
    settings: { editing: "vi", timing: true, confirm: ["DEL", "CONFIG SET"] },
    profiles: [
      {
        name: "local",
        isProduction: false,
        settings: {},
        url: "redis://127.0.0.1:6380/1",
        colour: "green",
      },
      {
        name: "shop.eu",
        isProduction: true,
        settings: { pipes: "on" },
        url: "rediss://shop.example.com",
        user: "ops",
        passwordVariable: "SHOP_PASSWORD",
        prompt: "{profile}{db} $ ",
        protocol: 3,
        tls: { caFile: "/etc/ca.pem" },
      },
    ],
  });
});

const WRONG: [source: string, message: string][] = [
  ["[settings]\nediting = 'vim'", "f:2: editing must be one of auto, emacs, vi"],
  ["[settings]\n\nedting = 'vi'", "f:3: There is no setting edting: did you mean editing?"],
  ["[setting]\nx = 1", "f:1: setting is not known here: did you mean settings?"],
  ["[settings]\nguard = 1", "f:2: guard must be on or off"],
  ["[settings]\nconfirm = 'DEL'", "f:2: confirm must be a list of texts"],
  ["[settings]\npager = 1", "f:2: pager must be a text"],
  ["settings = 3", "f:1: settings must be a table"],
  ["[profiles]\na = 1", "f:2: a must be a table"],
  ["[profiles.a]\nurl = 1", "f:2: url must be a text"],
  [
    "[profiles.a]\nurl = 'http://x'",
    "f:2: url is none: Cannot read the URL http://x: expected redis",
  ],
  [
    "[profiles.a]\nurl = 'redis://x'\n[profiles.b]\nurll = 'redis://x'",
    "f:4: urll is not known in a profile: did you mean url?",
  ],
  ["[profiles.a]\n[profiles.'b.c']\nproduction = 'yes'", "f:3: production must be true or false"],
  ["[profiles.a]\ncolour = 'pink'", "f:2: colour must be one of red, "],
  ["[profiles.a]\nresp = 4", "f:2: resp must be 2 or 3"],
  ["[profiles.a]\ndb = -1", "f:2: db must be the number of a database"],
  ["[profiles.a]\nprompt = '{profil}> '", "f:2: prompt knows no {profil}: did you mean {profile}?"],
  ["[profiles]\na.url = 'redis://x'\na.db = 'x'", "f:3: db must be the number of a database"],
  [
    "[profiles.a]\npassword = 'x'\npassword-env = 'X'",
    "f:1: a has more than one of password, password-command and password-env",
  ],
  ["[profiles.a]\nurl = \n", "f:2: "],
  ["[profiles.a]\nurl = 'a'\nurl = 'b'", "f:3: "],
];

for (const [source, message] of WRONG) {
  test(`config: is wrong, and where: ${JSON.stringify(source)}`, async () => {
    await assert.rejects(
      () => parseConfig(source, "f"),
      (error) =>
        error instanceof ConfigError && error.message.startsWith(message) ||
        assert.fail((error as Error).message),
    );
  });
}

/** A configuration in a file of its own. */
async function withFile(
  source: string,
  mode: number,
  act: (file: string) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  try {
    const file = path.join(folder, "config.toml");
    fs.writeFileSync(file, source);
    fs.chmodSync(file, mode);
    await act(file);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const isUnix = process.platform !== "win32";

test(
  "config: a file with passwords that others may read is warned of",
  { skip: !isUnix },
  async () => {
    const cases: [source: string, mode: number, warnings: number][] = [
      ["[profiles.a]\npassword = 'x'", 0o644, 1],
      ["[profiles.a]\nurl = 'redis://me:x@host'", 0o640, 1],
      ["[profiles.a]\npassword = 'x'", 0o600, 0],
      ["[profiles.a]\nurl = 'redis://x@host'", 0o644, 1],
      ["[profiles.a]\nurl = 'redis://host'", 0o644, 0],
      ["[profiles.a]\npassword-env = 'X'", 0o644, 0],
    ];
    for (const [source, mode, count] of cases) {
      await withFile(source, mode, async (file) => {
        const { warnings } = await loadConfig(file);
        assert.equal(warnings.length, count, source);
        if (count > 0) assert.match(warnings[0], /holds passwords.*\(mode 6\d\d\): chmod 600/);
      });
    }
  },
);

test("config: without a file there are no profiles, and asking for one is told so", async () => {
  const loaded = await loadConfig("/nowhere/config.toml");
  assert.deepEqual(loaded.config.profiles, []);
  assert.throws(
    () => findProfile(loaded, "prod"),
    /There is no profile prod: none is defined in \/nowhere\/config\.toml/,
  );
});

test("config: a profile is found by its name, or the nearest is named", async () => {
  await withFile("[profiles.prod]\n[profiles.staging]", 0o600, async (file) => {
    const loaded = await loadConfig(file);
    assert.equal(findProfile(loaded, "staging").name, "staging");
    assert.throws(() => findProfile(loaded, "prd"), /no profile prd: did you mean prod\?/);
    assert.throws(() => findProfile(loaded, "xxxxx"), /no profile xxxxx: there are prod, staging/);
  });
});

test("config: a password stands there, in a variable, or is what a command writes", () => {
  const profile: Profile = { name: "p", isProduction: false, settings: {} };
  assert.equal(passwordOf(profile), undefined);
  assert.equal(passwordOf({ ...profile, password: "a" }), "a");
  assert.equal(passwordOf({ ...profile, passwordVariable: "PATH" }), process.env.PATH);
  assert.equal(passwordOf({ ...profile, passwordCommand: "echo secret; echo note" }), "secret");
  assert.throws(
    () => passwordOf({ ...profile, passwordVariable: "RESPITE_NOT_SET" }),
    /Profile p: the variable RESPITE_NOT_SET is not set/,
  );
  assert.throws(
    () => passwordOf({ ...profile, passwordCommand: "exit 3" }),
    /Profile p: exit 3: ended with 3/,
  );
});
