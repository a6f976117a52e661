/** ACL SETUSER and ACL DELUSER, and what becomes of the clients of those users. */

import { ReplyError } from "../../../resp/errors.ts";
import { DEFAULT_USER, isUserName } from "../../../state/acl/acl.ts";
import { BadRuleError, joinSelectors, type User } from "../../../state/acl/user.ts";
import type { Session } from "../../../state/session.ts";
import type { Context } from "../../context.ts";

export function setUser(context: Context): void {
  const { args, reply, server: { acl } } = context;
  const name = args.text(2);
  if (!isUserName(name)) {
    throw new ReplyError("ERR Usernames can't contain spaces or null characters");
  }
  const words: string[] = [];
  for (let i = 3; i < args.count; i++) words.push(args.text(i));
  const rules = joinSelectors(words);
  if (!Array.isArray(rules)) {
    throw new ReplyError(
      `ERR Unmatched parenthesis in acl selector starting at '${rules.open}'.`,
    );
  }
  try {
    closeUnheard(context, acl.setUser(name, rules));
  } catch (error) {
    if (!(error instanceof BadRuleError)) throw error;
    const rule = error.rule.split("\0", 1)[0];
    throw new ReplyError(`ERR Error in ACL SETUSER modifier '${rule}': ${error.message}`);
  }
  reply.ok();
}

export function deleteUsers(context: Context): void {
  const { args, reply, server: { acl } } = context;
  let deleted = 0;
  for (let i = 2; i < args.count; i++) {
    if (args.text(i) === DEFAULT_USER) {
      throw new ReplyError("ERR The 'default' user cannot be removed");
    }
  }
  for (let i = 2; i < args.count; i++) {
    const user = acl.delete(args.text(i));
    if (user === undefined) continue;
    deleted++;
    closeClients(context, user);
  }
  reply.integer(deleted);
}

/** Ends the connections of all who have logged in as a user who is no more, or not the same. */
export function closeClients(context: Context, user: User): void {
  const { acl, sessions } = context.server;
  for (const session of [...sessions.values()]) {
    if (session.user !== user) continue;
    session.user = acl.defaultUser;
    session.isAuthenticated = false;
    close(context, session);
  }
}

/** Ends the connections of a user's clients that listen to what the user may not hear any more. */
function closeUnheard(context: Context, user: User): void {
  if (user.selectors.some(({ allowsAllChannels }) => allowsAllChannels)) return;
  const mayHear = (channel: string, isPattern: boolean) =>
    user.selectors.some((selector) => selector.allowsChannel(channel, isPattern));
  for (const session of [...context.server.sessions.values()]) {
    const { subscriptions } = session;
    if (session.user !== user || subscriptions === null) continue;
    const { channel, pattern, shard } = subscriptions;
    const mayHearAll = [...pattern].every((name) => mayHear(name, true)) &&
      [...channel, ...shard].every((name) => mayHear(name, false));
    if (!mayHearAll) close(context, session);
  }
}

/** Ends a connection: one's own when the reply is out, another's at once. */
function close(context: Context, session: Session): void {
  if (session === context.session) session.isClosing = true;
  else session.peer.close();
}
