/** ZRANDMEMBER: members chosen by chance. */

import { ReplyError } from "../../../resp/errors.ts";
import type { SortedSet } from "../../../types/sorted_set.ts";
import { command } from "../../command.ts";
import type { Context } from "../../context.ts";
import { replyDraws } from "../../draws.ts";
import { syntaxError } from "../../messages.ts";
import { keyRange } from "../../spec.ts";
import { readSortedSet, replyMembers } from "../values.ts";

const LONG_MAX = "9223372036854775807";
const OUT_OF_LONGS = `ERR value is out of range, value must between -${LONG_MAX} and ${LONG_MAX}`;
const OUT_OF_RANGE = "ERR value is out of range";

export const ZRANDMEMBER = command({
  name: "ZRANDMEMBER",
  summary: "Returns random members of a sorted set.",
  since: "6.2.0",
  group: "sorted-set",
  complexity: "O(N), N being the number of returned members.",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "options",
      type: "block",
      optional: true,
      args: [
        { name: "count", type: "integer" },
        { name: "withscores", type: "pure-token", token: "WITHSCORES", optional: true },
      ],
    },
  ],
  tips: ["nondeterministic_output"],
}, (context) => {
  const { args, reply, server } = context;
  if (args.count > 2) return sampleSeveral(context);
  const set = readSortedSet(context, 1);
  if (set.size === 0) return reply.null();
  set.seekRandom(server.random);
  reply.bulk(set.member.bytes, set.member.start, set.member.end);
});

/** A positive count asks for different members, a negative one for as many draws. */
function sampleSeveral(context: Context): void {
  const { reply, server } = context;
  const { count, withScores } = readOptions(context);
  const set = readSortedSet(context, 1);
  if (set.size === 0 || count === 0) return reply.array(0);
  // All of them come backwards, as in Redis.
  if (count >= set.size) return replyMembers(context, set, 0, set.size, true, withScores);
  const isNested = withScores && reply.protocol === 3;
  reply.array(Math.abs(count) * (withScores && !isNested ? 2 : 1));
  const replyChosen = () => {
    if (isNested) reply.array(2);
    reply.bulk(set.member.bytes, set.member.start, set.member.end);
    if (withScores) reply.double(set.score);
  };
  if (count > 0) return sample(set, count, server.random, replyChosen);
  replyDraws(context, -count, () => {
    set.seekRandom(server.random);
    replyChosen();
  });
}

/** As long as a part is no larger than one in so many, its members are drawn one by one. */
const DRAWN_PART = 8;

/** Goes to `count` different members, which is less than there are, every choice being as likely. */
function sample(set: SortedSet, count: number, random: () => number, visit: () => void): void {
  if (count * DRAWN_PART <= set.size) {
    const ranks = new Set<number>();
    while (ranks.size < count) ranks.add(Math.floor(random() * set.size));
    for (const rank of ranks) {
      set.seek(rank);
      visit();
    }
    return;
  }
  // Each member is taken with the chance that is right for what is still missing (Fan, Muller and
  // Rezucha, 1962).
  set.seek(0);
  for (let left = set.size;; left--, set.next()) {
    if (random() * left >= count) continue;
    visit();
    if (--count === 0) return;
  }
}

function readOptions({ args }: Context): { count: number; withScores: boolean } {
  const count = args.integer(2);
  if (count <= -(2 ** 63) && args.int64(2) === -(2n ** 63n)) throw new ReplyError(OUT_OF_LONGS);
  const withScores = args.count === 4 && args.is(3, "WITHSCORES");
  if (args.count > 3 && !withScores) throw syntaxError();
  if (withScores && Math.abs(count) >= 2 ** 62) checkDoubled(args.int64(2));
  return { count, withScores };
}

/** With its scores a reply is twice as long, which must be a 64-bit integer, too. */
function checkDoubled(count: bigint): void {
  if (count > 2n ** 62n - 1n || count < 1n - 2n ** 62n) throw new ReplyError(OUT_OF_RANGE);
}
