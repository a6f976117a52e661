/** PING. */

import { command } from "../command.ts";
import { ReplyError } from "../../resp/errors.ts";

export const PING = command({
  name: "PING",
  summary: "Answers PONG, or repeats its argument.",
  since: "1.0.0",
  group: "connection",
  complexity: "O(1)",
  arity: -1,
  flags: ["fast"],
  args: [{ name: "message", type: "string", optional: true }],
  tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
}, ({ args, reply, session }) => {
  if (args.count > 2) throw new ReplyError("ERR wrong number of arguments for 'ping' command");
  if (session.subscriptions !== null && reply.protocol === 2) {
    // Among messages the answer must look like one.
    reply.array(2);
    reply.text("pong");
    reply.text(args.count === 1 ? "" : args.text(1));
  } else if (args.count === 1) reply.simple("PONG");
  else reply.bulk(args.bytes, args.start(1), args.end(1));
});
