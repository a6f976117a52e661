/** QUIT: the connection ends once the reply is out. */

import { command } from "../command.ts";

export const QUIT = command({
  name: "QUIT",
  summary: "Closes the connection once its replies are sent.",
  since: "1.0.0",
  group: "connection",
  complexity: "O(1)",
  arity: -1,
  deprecated: { since: "7.2.0", replacedBy: "closing the connection" },
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
}, ({ reply, session }) => {
  reply.ok();
  session.isClosing = true;
});
