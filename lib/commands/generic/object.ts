/** OBJECT: looks inside the value of a key. Looking is no access. */

import { frequency, idleSeconds } from "../../keyspace/access.ts";
import { ENCODING_NAMES, INT, STRING } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { parseInteger } from "../../resp/numbers.ts";
import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { keyRange } from "../spec.ts";

/** Integers below this are shared objects in Redis, with a count of references of their own. */
const SHARED_INTEGERS = 10_000;
const SHARED_REFERENCES = 2 ** 31 - 1;

const POLICY_HINT =
  "Please note that when switching between policies at runtime LRU and LFU data will take some " +
  "time to adjust.";

export const OBJECT = container({
  name: "OBJECT",
  summary: "Groups the commands that look inside values.",
  since: "2.2.3",
  group: "generic",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "ENCODING",
      summary: "Returns the name of the encoding that holds a value in memory.",
      since: "2.2.3",
      group: "generic",
      complexity: "O(1)",
      arity: 3,
      flags: ["readonly"],
      keys: [keyRange(["RO"], 2)],
      args: [{ name: "key", type: "key", keySpec: 0 }],
      tips: ["nondeterministic_output"],
    },
    {
      name: "FREQ",
      summary: "Returns the access frequency counter of a key, logarithmic, under an LFU policy.",
      since: "4.0.0",
      group: "generic",
      complexity: "O(1)",
      arity: 3,
      flags: ["readonly"],
      keys: [keyRange(["RO"], 2)],
      args: [{ name: "key", type: "key", keySpec: 0 }],
      tips: ["nondeterministic_output"],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of OBJECT.",
      since: "6.2.0",
      group: "generic",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "IDLETIME",
      summary: "Returns the seconds since a key was last used.",
      since: "2.2.3",
      group: "generic",
      complexity: "O(1)",
      arity: 3,
      flags: ["readonly"],
      keys: [keyRange(["RO"], 2)],
      args: [{ name: "key", type: "key", keySpec: 0 }],
      tips: ["nondeterministic_output"],
    },
    {
      name: "REFCOUNT",
      summary: "Returns the number of references to a value.",
      since: "2.2.3",
      group: "generic",
      complexity: "O(1)",
      arity: 3,
      flags: ["readonly"],
      keys: [keyRange(["RO"], 2)],
      args: [{ name: "key", type: "key", keySpec: 0 }],
      tips: ["nondeterministic_output"],
    },
  ],
}, {
  ENCODING(context) {
    const entry = lookUp(context);
    if (entry !== null) context.reply.text(ENCODING_NAMES[entry.type][entry.encoding]);
  },
  FREQ(context) {
    if (lookUp(context) === null) return;
    const { db, reply } = context;
    if (!db.env.isLfu) {
      throw new ReplyError(
        `ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${POLICY_HINT}`,
      );
    }
    reply.integer(frequency(db.env, db.access));
  },
  HELP: help,
  IDLETIME(context) {
    if (lookUp(context) === null) return;
    const { db, reply } = context;
    if (db.env.isLfu) {
      throw new ReplyError(
        `ERR An LFU maxmemory policy is selected, idle time not tracked. ${POLICY_HINT}`,
      );
    }
    reply.integer(idleSeconds(db.env, db.access));
  },
  REFCOUNT(context) {
    const entry = lookUp(context);
    if (entry !== null) context.reply.integer(references(context, entry));
  },
});

/** The entry of the key; without one, replies null. */
function lookUp({ args, db, reply }: Context): Entry | null {
  // It counts as a hit or a miss, but no miss is told to those who listen to the keyspace.
  const entry = db.peek(args.bytes, args.starts[2], args.ends[2]);
  if (entry === null) db.env.misses++;
  else db.env.hits++;
  if (entry === null) reply.null();
  return entry;
}

/** The count of references that Redis would have for this value. */
export function references(context: Context, entry: Entry): number {
  return isShared(context, entry) ? SHARED_REFERENCES : 1;
}

/** Whether Redis would hold this value as a shared integer: not if eviction tells ages apart. */
function isShared({ server }: Context, entry: Entry): boolean {
  if (entry.type !== STRING || entry.encoding !== INT) return false;
  const { maxmemory, maxmemoryPolicy } = server.config.values;
  if (maxmemory > 0 && /l[rf]u$/.test(maxmemoryPolicy)) return false;
  const value = parseInteger(entry.valueBytes, entry.valueStart, entry.valueEnd);
  return value >= 0 && value < SHARED_INTEGERS;
}
