/** HRANDFIELD, SRANDMEMBER and ZRANDMEMBER with a negative count: so many draws, one like another. */

import { ReplyError } from "../resp/errors.ts";
import type { Context } from "./context.ts";

/** More draws than this are refused, where Redis would die of its reply. */
const DRAWS_MAX = 2 ** 27;
const TOO_MANY = "ERR value is out of range";

/**
 * Calls `draw`, which replies one element, so many times; or as often as makes the reply so long
 * that its client is cut off for it.
 */
export function replyDraws(context: Context, count: number, draw: () => void): void {
  const { reply } = context;
  const room = context.outputRoom();
  if (count > DRAWS_MAX && room === Infinity) throw new ReplyError(TOO_MANY);
  const end = reply.length + room;
  for (let i = 0; i < count && reply.length < end; i++) draw();
}
