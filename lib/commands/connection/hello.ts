/** HELLO: protocol version, authentication and name in one. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { ReplyError } from "../../resp/errors.ts";
import { REDIS_VERSION } from "../../version.ts";
import { authenticate } from "./auth.ts";
import { checkClientName } from "./names.ts";

const NOT_A_VERSION = "ERR Protocol version is not an integer or out of range";
const NO_PROTOCOL = "NOPROTO unsupported protocol version";
const NOT_AUTHENTICATED = "NOAUTH HELLO must be called with the client already authenticated, " +
  "otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client " +
  "and select the RESP protocol version at the same time";

interface Options {
  readonly protocol: number | undefined;
  readonly user: string | undefined;
  readonly password: string;
  readonly name: string | undefined;
}

export const HELLO = command({
  name: "HELLO",
  summary: "Chooses the protocol version and may authenticate and name the connection.",
  since: "6.0.0",
  group: "connection",
  complexity: "O(1)",
  arity: -1,
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
  args: [{
    name: "arguments",
    type: "block",
    optional: true,
    args: [
      { name: "protover", type: "integer" },
      {
        name: "auth",
        type: "block",
        token: "AUTH",
        optional: true,
        args: [
          { name: "username", type: "string" },
          { name: "password", type: "string" },
        ],
      },
      { name: "clientname", type: "string", token: "SETNAME", optional: true },
    ],
  }],
  history: [[
    "6.2.0",
    "The version may be left out; the reply then describes the connection as it is.",
  ]],
}, (context) => {
  const { reply, session } = context;
  const { protocol, user, password, name } = readOptions(context);
  if (user !== undefined) authenticate(context, user, password);
  if (!session.isAuthenticated) throw new ReplyError(NOT_AUTHENTICATED);
  if (name !== undefined) session.name = name;
  if (protocol !== undefined) reply.protocol = protocol as 2 | 3;
  describe(context);
});

function readOptions({ args }: Context): Options {
  let protocol: number | undefined;
  let user: string | undefined;
  let password = "";
  let name: string | undefined;
  if (args.count > 1) {
    protocol = args.integer(1, NOT_A_VERSION);
    if (protocol < 2 || protocol > 3) throw new ReplyError(NO_PROTOCOL);
  }
  for (let i = 2; i < args.count; i++) {
    if (args.is(i, "AUTH") && i + 2 < args.count) {
      user = args.text(++i);
      password = args.text(++i);
    } else if (args.is(i, "SETNAME") && i + 1 < args.count) {
      name = args.text(++i);
      checkClientName(name);
    } else {
      throw new ReplyError(`ERR Syntax error in HELLO option '${args.shown(i)}'`);
    }
  }
  return { protocol, user, password, name };
}

function describe({ reply, session }: Context): void {
  reply.map(7);
  reply.text("server");
  reply.text("redis");
  reply.text("version");
  reply.text(REDIS_VERSION);
  reply.text("proto");
  reply.integer(reply.protocol);
  reply.text("id");
  reply.integer(session.id);
  reply.text("mode");
  reply.text("standalone");
  reply.text("role");
  reply.text("master");
  reply.text("modules");
  reply.array(0);
}
