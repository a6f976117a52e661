/** SHUTDOWN: ends the server, once the data are saved where that is configured. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { ReplyError } from "../../resp/errors.ts";
import { prepareEnd } from "../../state/shutdown.ts";

export const SHUTDOWN = command({
  name: "SHUTDOWN",
  summary: "Saves to disk where configured and stops the server.",
  since: "1.0.0",
  group: "server",
  complexity: "O(N) when saving, N being the number of keys; otherwise O(1).",
  arity: -1,
  flags: ["admin", "noscript", "loading", "stale", "no_multi", "allow_busy"],
  args: [
    {
      name: "save-selector",
      type: "oneof",
      optional: true,
      args: [
        { name: "nosave", type: "pure-token", token: "NOSAVE" },
        { name: "save", type: "pure-token", token: "SAVE" },
      ],
    },
    { name: "now", type: "pure-token", token: "NOW", since: "7.0.0", optional: true },
    { name: "force", type: "pure-token", token: "FORCE", since: "7.0.0", optional: true },
    { name: "abort", type: "pure-token", token: "ABORT", since: "7.0.0", optional: true },
  ],
  history: [["7.0.0", "Accepts `NOW`, `FORCE` and `ABORT`."]],
}, (context) => {
  const words = readWords(context);
  if (words.has("ABORT")) throw new ReplyError("ERR No shutdown in progress.");
  const mode = words.has("SAVE") ? "save" : words.has("NOSAVE") ? "nosave" : "default";
  context.server.host.log("notice", "User requested shutdown...");
  if (!prepareEnd(context.server, { mode, force: words.has("FORCE") })) {
    throw new ReplyError("ERR Errors trying to SHUTDOWN. Check logs.");
  }
  // The client learns of it by the end of its connection.
  context.session.isClosing = true;
  context.server.host.shutDown();
});

/** The options, which do not contradict each other. */
function readWords({ args }: Context): Set<string> {
  const seen = new Set<string>();
  for (let i = 1; i < args.count; i++) {
    const word = args.word(i);
    if (!["SAVE", "NOSAVE", "NOW", "FORCE", "ABORT"].includes(word)) {
      throw new ReplyError(SYNTAX_ERROR);
    }
    seen.add(word);
  }
  const contradicts = seen.has("SAVE") && seen.has("NOSAVE");
  if (contradicts || (seen.has("ABORT") && seen.size > 1)) throw new ReplyError(SYNTAX_ERROR);
  return seen;
}
