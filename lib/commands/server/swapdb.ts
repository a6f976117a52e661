/** SWAPDB: exchanges two databases, under all who have selected them. */

import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { DB_OUT_OF_RANGE } from "../messages.ts";

export const SWAPDB = command({
  name: "SWAPDB",
  summary: "Exchanges two databases.",
  since: "4.0.0",
  group: "server",
  complexity: "O(N), N being the number of clients that watch or wait on keys of either.",
  arity: 3,
  flags: ["write", "fast"],
  args: [{ name: "index1", type: "integer" }, { name: "index2", type: "integer" }],
  categories: ["dangerous", "keyspace"],
}, ({ args, reply, server }) => {
  const { keyspace, waits, watches } = server;
  const first = args.integerWithin(1, -(2 ** 31), 2 ** 31 - 1, "ERR invalid first DB index");
  const second = args.integerWithin(2, -(2 ** 31), 2 ** 31 - 1, "ERR invalid second DB index");
  const [a, b] = [keyspace.databases[first], keyspace.databases[second]];
  if (a === undefined || b === undefined) throw new ReplyError(DB_OUT_OF_RANGE);
  if (a !== b) {
    watches.touchAll(a, b);
    watches.touchAll(b, a);
    keyspace.swap(first, second);
    waits.touchAll(a);
    waits.touchAll(b);
  }
  server.dirty++;
  reply.ok();
});
