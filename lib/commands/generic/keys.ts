/** KEYS: the names of all keys that match a pattern. */

import { globMatch } from "../../types/glob.ts";
import { command } from "../command.ts";

export const KEYS = command({
  name: "KEYS",
  summary: "Returns all keys that match a pattern.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(N), N being the number of keys in the database.",
  arity: 2,
  flags: ["readonly"],
  args: [{ name: "pattern", type: "pattern" }],
  categories: ["dangerous"],
  tips: ["request_policy:all_shards", "nondeterministic_output_order"],
}, ({ args, db, reply }) => {
  const { bytes } = args;
  const [start, end] = [args.start(1), args.end(1)];
  const isAll = args.is(1, "*");
  const mark = reply.length;
  let count = 0;
  db.forEach(({ bytes: key, keyStart, keyEnd }) => {
    if (!isAll && !globMatch(bytes, start, end, key, keyStart, keyEnd)) return;
    reply.bulk(key, keyStart, keyEnd);
    count++;
  });
  reply.insert(mark, () => reply.array(count));
});
