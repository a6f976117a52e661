/** BGREWRITEAOF: has the append-only file written anew. */

import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";

const IMPOSSIBLE = "ERR Can't execute an AOF background rewriting. " +
  "Please check the server logs for more information.";

export const BGREWRITEAOF = command({
  name: "BGREWRITEAOF",
  summary: "Rewrites the append-only file.",
  since: "1.0.0",
  group: "server",
  complexity: "O(N), N being the number of keys.",
  arity: 1,
  flags: ["admin", "noscript", "no_async_loading"],
}, ({ reply, server: { appendOnly, host } }) => {
  if (appendOnly === null) {
    host.log("warning", "There is no directory for an append-only file");
    throw new ReplyError(IMPOSSIBLE);
  }
  if (appendOnly.isRewriting) {
    throw new ReplyError("ERR Background append only file rewriting already in progress");
  }
  let when: string;
  try {
    when = appendOnly.requestRewrite();
  } catch {
    throw new ReplyError(IMPOSSIBLE);
  }
  reply.simple(`Background append only file rewriting ${when}`);
});
