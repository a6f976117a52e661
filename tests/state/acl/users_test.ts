import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DEFINITIONS } from "../../../lib/commands/mod.ts";
import { CommandTable } from "../../../lib/commands/table.ts";
import { Args } from "../../../lib/resp/args.ts";
import { Acl } from "../../../lib/state/acl/acl.ts";
import { readUsers } from "../../../lib/state/acl/file.ts";
import { AclLog } from "../../../lib/state/acl/log.ts";
import { digestOf, isAmong } from "../../../lib/state/acl/passwords.ts";
import { joinSelectors, User } from "../../../lib/state/acl/user.ts";
import { Config } from "../../../lib/state/config/config.ts";

const TABLE = new CommandTable(DEFINITIONS);
const DEFAULTS = { catalog: TABLE, allowsAllChannels: false };

function userWith(...rules: string[]): User {
  const user = new User("u", DEFAULTS);
  user.apply(rules, DEFAULTS);
  return user;
}

/** The command rules of the user as ACL GETUSER shows them. */
function commandsOf(...rules: string[]): string {
  return userWith(...rules).selectors[0].commands.toString();
}

test("acl: command rules are kept in the order in which they were given, as from 7.2 on", () => {
  const cases: [rules: string, shown: string][] = [
    ["+set +get", "-@all +set +get"],
    ["+get +set +get", "-@all +set +get"],
    ["+@read +@write -get +set", "-@all +@read +@write -get +set"],
    ["+@all -@hash -@slow +hget", "+@all -@hash -@slow +hget"],
    ["+@all -@hash -@slow +hget -@hash", "+@all -@slow +hget -@hash"],
    ["+@all -@hash -@slow +hget +@hash", "+@all -@slow +hget +@hash"],
    ["-@string -@slow +@all", "+@all"],
    ["-@all +@HASH +@hash +@HaSh", "-@all +@hash"],
    ["+HGET +hget +hGeT", "-@all +hget"],
    ["+hget -hset +hset -hget", "-@all +hset -hget"],
    ["+client|list +client|list +config|get +config -config", "-@all +client|list -config"],
    ["+select|0 +select|0 +select|1", "-@all +select|0 +select|1"],
    ["+select|0 +select", "-@all +select"],
    ["-@all -@dangerous", "-@all -@dangerous"],
    ["+config +config|get -config|set +config", "-@all +config"],
    ["+@all +client|id", "+@all +client|id"],
    ["+memory|doctor +memory", "-@all +memory"],
  ];
  for (const [rules, shown] of cases) assert.equal(commandsOf(...rules.split(" ")), shown, rules);
});

test("acl: a user is known to be free of restrictions, and to be so no more", () => {
  const user = userWith("+@all", "~*", "&*");
  assert.equal(user.isUnrestricted, true);
  const restricted = ["-get", "resetkeys", "resetchannels", "nocommands", "reset", "-@read"];
  for (const rule of restricted) {
    assert.equal(userWith("+@all", "~*", "&*", rule).isUnrestricted, false, rule);
  }
  assert.equal(userWith("-@all", "(+@all allkeys allchannels)").isUnrestricted, true);
  assert.equal(userWith("+@all", "-get", "+get", "~*", "&*").isUnrestricted, false);
  assert.equal(userWith("(+@all ~*)", "&*").isUnrestricted, false);
});

test("acl: what a user is shown as makes the same user again", () => {
  const rule = fc.constantFrom(
    ..."on off nopass >a >b <a resetpass ~a ~b* %R~c %W~c %RW~d allkeys resetkeys &x &y* allchannels"
      .split(" "),
    ..."resetchannels +get -get +@read -@write +config|get +config -config|set +select|0 +@all -@all"
      .split(" "),
    ..."+select|7 -select clearselectors reset skip-sanitize-payload sanitize-payload".split(" "),
    "(+get ~a)",
    "(%R~b &c)",
    "(+@all -@admin allkeys)",
    "()",
  );
  fc.assert(fc.property(fc.array(rule, { maxLength: 12 }), (rules) => {
    const user = new User("u", DEFAULTS);
    for (const each of rules) {
      try {
        user.apply([each], DEFAULTS);
      } catch (error) {
        assert.match(String(error), /RuleError/);
      }
    }
    const again = new User("u", DEFAULTS);
    again.apply(joinSelectors(user.toString().split(" ")) as string[], DEFAULTS);
    assert.equal(again.toString(), user.toString());
    assert.equal(again.isUnrestricted, user.isUnrestricted);
    for (const words of [["GET", "a"], ["CONFIG", "SET"], ["SELECT", "0"], ["SELECT", "7"]]) {
      const command = TABLE.byName(words[0] === "CONFIG" ? "config|set" : words[0])!;
      const allows = (each: User) =>
        each.selectors.map(({ commands }) => commands.allows(command, Args.of(...words)));
      assert.deepEqual(allows(again), allows(user));
    }
  }));
});

test("acl: of several rules none is applied if one is wrong", () => {
  const user = userWith("on", "~a");
  assert.throws(() => user.apply(["off", "~b", "+nosuch"], DEFAULTS), { rule: "+nosuch" });
  assert.equal(user.toString(), "on sanitize-payload ~a resetchannels -@all");
});

test("acl: passwords are kept as digests, and any of several fits", () => {
  const secret = "\xff\0 \xe9";
  const user = userWith("on", `>${secret}`, ">other");
  assert.doesNotMatch(JSON.stringify(user.digests), /other/);
  assert.equal(user.accepts(secret), true);
  assert.equal(user.accepts("other"), true);
  assert.equal(user.accepts("Other"), false);
  assert.equal(user.accepts(""), false);
  user.apply(["off"], DEFAULTS);
  assert.equal(user.accepts("other"), false);
  assert.equal(isAmong("x", []), false);
  // The digest of RFC 6234's example, "abc".
  assert.equal(
    digestOf("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("acl: words between parentheses are put together", () => {
  assert.deepEqual(joinSelectors(["on", "(+get", "~a)", "(x)", "off"]), [
    "on",
    "(+get ~a)",
    "(x)",
    "off",
  ]);
  assert.deepEqual(joinSelectors(["on", "(+get", "~a"]), { open: "(+get" });
  assert.deepEqual(joinSelectors(["(+get", "(+set", "~a)", ")"]), ["(+get (+set ~a)", ")"]);
  assert.deepEqual(joinSelectors([")"]), [")"]);
});

test("acl: a file is read whole, and all that is wrong with it is told", () => {
  const users = readUsers("\nuser a on  ~* \r\n\n user b (+get ~x)\n", "f", DEFAULTS);
  assert.deepEqual([...users.keys()], ["a", "b"]);
  const end =
    "WARNING: ACL errors detected, no change to the previously active ACL rules was performed";
  const faults: [text: string, message: string][] = [
    [
      "usr a\nuser b +nosuch",
      "f:1 should start with user keyword followed by the username. " +
      "f:2: Error in applying operation '+nosuch': Unknown command or category name in ACL. ",
    ],
    ["# comment", "f:1 should start with user keyword followed by the username. "],
    ["user", "f:1 should start with user keyword followed by the username. "],
    ["user a\nuser a", "WARNING: Duplicate user 'a' found on line 2. "],
    ["user a (+get", "f:1: Unmatched parenthesis in selector definition."],
  ];
  for (const [text, message] of faults) {
    assert.throws(() => readUsers(text, "f", DEFAULTS), { message: message + end }, text);
  }
});

test("acl: users are replaced all at once; who stays the same is not told", () => {
  const acl = new Acl(TABLE, new Config());
  const same = acl.setUser("same", ["on", "+get"]);
  const other = acl.setUser("other", ["on"]);
  const gone = acl.setUser("gone", []);
  acl.defaultUser.apply(["off"], acl.defaults);
  const changed = acl.replaceAll(
    readUsers("user same on +get\nuser other off\nuser new on\n", "f", acl.defaults),
  );
  assert.deepEqual(new Set(changed), new Set([other, gone, acl.defaultUser]));
  assert.equal(acl.find("same"), same);
  assert.equal(acl.find("other"), other);
  assert.deepEqual(acl.users.map(({ name }) => name), ["default", "new", "other", "same"]);
  assert.equal(acl.isOpen, true);
});

test("acl: the log counts what happens again within a minute, among the ten latest", () => {
  const log = new AclLog();
  const refusal = { reason: "key", context: "toplevel", object: "k", user: "u" } as const;
  log.add({ ...refusal, client: "one" }, 1000, 128);
  log.add({ ...refusal, client: "two" }, 61_000, 128);
  const [{ count, client, createdMs, updatedMs, id }] = log.entries;
  assert.deepEqual({ count, client, createdMs, updatedMs, id }, {
    count: 2,
    client: "two",
    createdMs: 1000,
    updatedMs: 61_000,
    id: 0,
  });
  log.add({ ...refusal, client: "" }, 121_001, 128);
  assert.equal(log.entries.length, 2);
  for (let i = 0; i < 10; i++) log.add({ ...refusal, object: `k${i}`, client: "" }, 121_001, 128);
  log.add({ ...refusal, client: "" }, 121_001, 128);
  assert.deepEqual(log.entries.map(({ count }) => count), [...Array(12).fill(1), 2]);
  log.add({ ...refusal, context: "multi", client: "" }, 121_001, 3);
  assert.equal(log.entries.length, 3);
  log.add({ ...refusal, user: "v", client: "" }, 121_001, 0);
  assert.equal(log.entries.length, 0);
});
