import assert from "node:assert/strict";
import { test } from "node:test";
import { defineUsers, loadUsers } from "../../lib/cli/users.ts";
import { DEFINITIONS } from "../../lib/commands/mod.ts";
import { CommandTable } from "../../lib/commands/table.ts";
import { Acl } from "../../lib/state/acl/acl.ts";
import { Config } from "../../lib/state/config/config.ts";
import type { Directive } from "../../lib/state/config/file.ts";

const TABLE = new CommandTable(DEFINITIONS);

function lines(...texts: string[]): Directive[] {
  return texts.map((text, i) => {
    const [name, ...words] = text.split(" ");
    return { name, words, text, file: "redis.conf", line: i + 1 };
  });
}

test("serve: users of the configuration file, the default user among them", () => {
  const acl = new Acl(TABLE, new Config({ requirepass: "x" }));
  defineUsers(acl, lines("user a on ~x (+get ~y)", "user default on nopass +get"));
  assert.deepEqual(acl.lines, [
    "user a on sanitize-payload ~x resetchannels -@all (~y resetchannels -@all +get)",
    "user default on nopass sanitize-payload resetchannels -@all +get",
  ]);
});

test("serve: what is wrong with a user of the configuration file is told with its place", () => {
  const cases: [lines: string[], message: RegExp][] = [
    [["user a on", "user a off"], /^redis.conf:2: 'user a off': Duplicate user found/],
    [
      ["user a +nosuch"],
      /^redis.conf:1: .*: Error in user declaration '\+nosuch': Unknown command/,
    ],
    [["user a (+get"], /Unmatched parenthesis in acl selector starting at '\(\+get'/],
    [["user a\tb on"], /Usernames can't contain spaces or null characters/],
  ];
  for (const [texts, message] of cases) {
    const acl = new Acl(TABLE, new Config());
    assert.throws(() => defineUsers(acl, lines(...texts)), { message }, texts.join("; "));
  }
});

test("serve: users of the ACL file, which has to be there", () => {
  const acl = new Acl(TABLE, new Config());
  loadUsers(acl, "users.acl", () => "user a on\n");
  assert.deepEqual(acl.users.map(({ name }) => name), ["a", "default"]);
  const message = "Error loading ACLs, opening file 'users.acl': gone";
  const read = () => {
    throw new Error("gone");
  };
  assert.throws(() => loadUsers(acl, "users.acl", read), { message });
});
