/** ECHO. */

import { command } from "../command.ts";

export const ECHO = command({
  name: "ECHO",
  summary: "Returns its argument.",
  since: "1.0.0",
  group: "connection",
  complexity: "O(1)",
  arity: 2,
  flags: ["loading", "stale", "fast"],
  args: [{ name: "message", type: "string" }],
}, ({ args, reply }) => {
  reply.bulk(args.bytes, args.start(1), args.end(1));
});
