/** AUTH, and what HELLO has in common with it. */

import { DEFAULT_USER } from "../../state/acl/acl.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { logDenial } from "../permissions.ts";
import { ReplyError } from "../../resp/errors.ts";

const NO_PASSWORD = "ERR AUTH <password> called without any password configured for the default " +
  "user. Are you sure your configuration is correct?";
const WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";

export const AUTH = command({
  name: "AUTH",
  summary: "Authenticates the connection.",
  since: "1.0.0",
  group: "connection",
  complexity: "O(N), N being the number of passwords of the user.",
  arity: -2,
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
  args: [
    { name: "username", type: "string", since: "6.0.0", optional: true },
    { name: "password", type: "string" },
  ],
  history: [["6.0.0", "Accepts a user name before the password."]],
}, (context) => {
  const { args, reply, server } = context;
  if (args.count > 3) throw new ReplyError(SYNTAX_ERROR);
  if (args.count === 2) {
    if (server.acl.defaultUser.needsNoPassword) throw new ReplyError(NO_PASSWORD);
    authenticate(context, DEFAULT_USER, args.text(1));
  } else {
    authenticate(context, args.text(1), args.text(2));
  }
  reply.ok();
});

/** Makes the session that user's; throws WRONGPASS. Any password fits a user who needs none. */
export function authenticate(context: Context, name: string, password: string): void {
  const { args, server, session } = context;
  const user = server.acl.find(name);
  if (user === undefined || !user.accepts(password)) {
    server.stats.denied.logins++;
    logDenial(context, "auth", args.text(0), name);
    throw new ReplyError(WRONG_PASSWORD);
  }
  session.user = user;
  session.isAuthenticated = true;
}
