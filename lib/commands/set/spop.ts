/** SPOP and SRANDMEMBER: members chosen by chance. */

import { Element } from "../../memory/listpack.ts";
import { latin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { chooseMember, membersOf, removeChosen, setSize } from "../../types/set.ts";
import { popMembers, sampleMembers } from "../../types/set_sampling.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { replyDraws } from "../draws.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findSet, readSet } from "./values.ts";

const LONG_MAX = "9223372036854775807";
const NOT_POSITIVE = "ERR value is out of range, must be positive";
const OUT_OF_RANGE = `ERR value is out of range, value must between -${LONG_MAX} and ${LONG_MAX}`;
/** How many members an effect removes at most; more of them make another one. */
const EFFECT_MEMBERS = 1024;

const CHOSEN = new Element();

export const SPOP = command({
  name: "SPOP",
  summary: "Removes and returns random members of a set.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the number of returned members.",
  arity: -2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "count", type: "integer", since: "3.2.0", optional: true },
  ],
  tips: ["nondeterministic_output"],
  history: [["3.2.0", "Accepts a count."]],
}, (context) => {
  const { args, db, reply, server } = context;
  if (args.count > 3) throw syntaxError();
  if (args.count === 3) return popSeveral(context);
  const entry = findSet(context, 1);
  if (entry === null) return reply.null();
  chooseMember(db, entry, server.random, CHOSEN);
  const { bytes, start, end } = CHOSEN;
  reply.bulk(bytes, start, end);
  if (context.hasEffectListeners) context.effect("SREM", arg(1), latin1(bytes, start, end));
  removeChosen(db, entry);
  const isEmpty = setSize(db, entry) === 0;
  if (isEmpty) db.removeFound(entry);
  context.changed(1, "set", "spop");
  if (isEmpty) context.notify(1, "generic", "del");
});

function popSeveral(context: Context): void {
  const { args, db, reply, server } = context;
  const count = args.integer(2, NOT_POSITIVE);
  if (count < 0) throw new ReplyError(NOT_POSITIVE);
  const entry = findSet(context, 1);
  if (entry === null || count === 0) return reply.set(0);
  if (count >= setSize(db, entry)) return popAll(context);
  reply.set(count);
  let popped: string[] = [];
  const tell = () => context.effect("SREM", arg(1), ...popped);
  popMembers(db, entry, server.config.values, count, server.random, (bytes, start, end) => {
    reply.bulk(bytes, start, end);
    if (!context.hasEffectListeners) return;
    popped.push(latin1(bytes, start, end));
    if (popped.length < EFFECT_MEMBERS) return;
    tell();
    popped = [];
  });
  if (popped.length > 0) tell();
  context.changed(1, "set", "spop");
}

function popAll(context: Context): void {
  const { db, reply, server } = context;
  const entry = findSet(context, 1)!;
  const members = membersOf(db, entry);
  reply.set(members.size);
  while (members.next()) reply.bulk(members.bytes, members.start, members.end);
  context.effect(server.config.values.lazyfreeLazyServerDel ? "UNLINK" : "DEL", arg(1));
  db.removeFound(entry);
  context.changed(1, "set", "spop");
  context.notify(1, "generic", "del");
}

export const SRANDMEMBER = command({
  name: "SRANDMEMBER",
  summary: "Returns random members of a set.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the number of returned members.",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "count", type: "integer", since: "2.6.0", optional: true },
  ],
  tips: ["nondeterministic_output"],
  history: [["2.6.0", "Accepts a count."]],
}, (context) => {
  const { args, db, reply, server } = context;
  if (args.count > 3) throw syntaxError();
  if (args.count === 3) return sampleSeveral(context);
  const entry = readSet(context, 1);
  if (entry === null) return reply.null();
  chooseMember(db, entry, server.random, CHOSEN);
  reply.bulk(CHOSEN.bytes, CHOSEN.start, CHOSEN.end);
});

/** A positive count asks for different members, a negative one for as many draws. */
function sampleSeveral(context: Context): void {
  const { db, reply, server } = context;
  const count = readCount(context);
  const entry = readSet(context, 1);
  if (entry === null || count === 0) return reply.array(0);
  if (count < 0) {
    reply.array(-count);
    return replyDraws(context, -count, () => {
      chooseMember(db, entry, server.random, CHOSEN);
      reply.bulk(CHOSEN.bytes, CHOSEN.start, CHOSEN.end);
    });
  }
  const size = setSize(db, entry);
  reply.array(Math.min(count, size));
  sampleMembers(db, entry, Math.min(count, size), server.random, (bytes, start, end) => {
    reply.bulk(bytes, start, end);
  });
}

/** Any 64-bit integer but the least, which has no opposite. */
function readCount({ args }: Context): number {
  const count = args.integer(2);
  if (count <= -(2 ** 63) && args.int64(2) === -(2n ** 63n)) throw new ReplyError(OUT_OF_RANGE);
  return count;
}
