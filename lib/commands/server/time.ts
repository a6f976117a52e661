/** TIME: seconds and microseconds. */

import { command } from "../command.ts";

export const TIME = command({
  name: "TIME",
  summary: "Returns the clock of the server as Unix seconds and microseconds.",
  since: "2.6.0",
  group: "server",
  complexity: "O(1)",
  arity: 1,
  flags: ["loading", "stale", "fast"],
  tips: ["nondeterministic_output"],
}, ({ nowMs, reply }) => {
  reply.array(2);
  reply.text(String(Math.floor(nowMs / 1000)));
  reply.text(String((nowMs % 1000) * 1000));
});
