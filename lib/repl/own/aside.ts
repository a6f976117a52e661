/** Questions of own commands, which must not end up in a transaction that is open. */

import { fromLatin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";
import type { OwnContext } from "./command.ts";
import { turnTaker } from "./turns.ts";

export type Send = (words: readonly string[]) => Promise<Reply>;

/** Sends on the prompt's connection if that is free for it, else on another one. */
export async function asideOf(context: OwnContext): Promise<Send> {
  const { session } = context;
  const isBusy = session.queued !== null || session.state.subscriptions > 0 || session.state.isMute;
  const client = isBusy ? await context.connectAnother() : null;
  const takeTurn = turnTaker();
  return async (words) => {
    await takeTurn();
    if (client === null) return await context.send(words);
    const request = words.map(fromLatin1);
    return await session.followed(request, await client.send(request));
  };
}
