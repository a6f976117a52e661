/** ACL: users, and what they may do. */

import { randomBytes } from "node:crypto";
import { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import type { AclCommand } from "../../../state/acl/catalog.ts";
import type { Selector } from "../../../state/acl/selector.ts";
import { CATEGORIES, type Category } from "../../categories.ts";
import { container } from "../../command.ts";
import type { Context } from "../../context.ts";
import { help } from "../../help.ts";
import { unknownSubcommandUse, wrongNumberOfArguments } from "../../messages.ts";
import { deniedInFull, findDenial } from "../../permissions.ts";
import { load, save } from "./file.ts";
import { log } from "./log.ts";
import { ACL_SPEC } from "./spec.ts";
import { deleteUsers, setUser } from "./users.ts";

export const ACL = container(ACL_SPEC, {
  CAT: listCategories,
  DELUSER: deleteUsers,
  DRYRUN: dryRun,
  GENPASS: generatePassword,
  GETUSER: describeUser,
  LIST({ reply, server: { acl } }) {
    const { lines } = acl;
    reply.array(lines.length);
    for (const line of lines) reply.text(line);
  },
  LOAD: load,
  LOG: log,
  SAVE: save,
  SETUSER: setUser,
  USERS({ reply, server: { acl } }) {
    const { users } = acl;
    reply.array(users.length);
    for (const { name } of users) reply.text(name);
  },
  WHOAMI({ reply, session }) {
    reply.text(session.user.name);
  },
  HELP: help,
});

/** The categories, or the commands and subcommands of one. */
function listCategories(context: Context): void {
  const { args, commands, reply } = context;
  if (args.count > 3) throw unknownSubcommandUse(context);
  let names: readonly string[] = CATEGORIES;
  if (args.count === 3) {
    const category = args.text(2).toLowerCase() as Category;
    if (!CATEGORIES.includes(category)) {
      throw new ReplyError(`ERR Unknown category '${args.shown(2, 128)}'`);
    }
    names = membersOf(category, commands.all.values());
  }
  reply.array(names.length);
  for (const name of names) reply.text(name);
}

function membersOf(category: Category, commands: Iterable<AclCommand>): string[] {
  const names: string[] = [];
  for (const { name, categories, subcommands } of commands) {
    if (categories.includes(category)) names.push(name);
    if (subcommands !== null) names.push(...membersOf(category, subcommands.values()));
  }
  return names;
}

/** Whether a user could run a command: OK, or why not. */
function dryRun({ args, commands, reply, server: { acl } }: Context): void {
  const user = acl.find(args.text(2));
  if (user === undefined) throw new ReplyError(`ERR User '${args.shown(2)}' not found`);
  const words: string[] = [];
  for (let i = 3; i < args.count; i++) words.push(args.text(i));
  const tried = Args.of(...words);
  let command = commands.find(tried);
  if (command?.subcommands && tried.count > 1) command = command.subcommands.get(tried.word(1));
  if (command === undefined) throw new ReplyError(`ERR Command '${args.shown(3)}' not found`);
  const { arity } = command;
  if (
    (arity > 0 ? tried.count !== arity : tried.count < -arity) || command.execute === undefined
  ) {
    throw wrongNumberOfArguments(command.name);
  }
  const denial = findDenial(user, command, tried);
  if (denial === null) reply.ok();
  else reply.text(deniedInFull(user, denial));
}

const PASSWORD_BITS = 256;
const PASSWORD_BITS_MAX = 4096;

/** Random hexadecimal digits, four bits each. */
function generatePassword(context: Context): void {
  const { args, reply } = context;
  if (args.count > 3) throw unknownSubcommandUse(context);
  const bits = args.count === 3 ? args.integer(2) : PASSWORD_BITS;
  if (bits <= 0 || bits > PASSWORD_BITS_MAX) {
    throw new ReplyError(
      "ERR ACL GENPASS argument must be the number of bits for the output password, a positive " +
        `number up to ${PASSWORD_BITS_MAX}`,
    );
  }
  reply.text(randomDigits(Math.ceil(bits / 4)));
}

/** Digits that nobody can guess: what the server draws for other purposes would not do. */
function randomDigits(count: number): string {
  return randomBytes(Math.ceil(count / 2)).toString("hex").slice(0, count);
}

function describeUser({ args, reply, server: { acl } }: Context): void {
  const user = acl.find(args.text(2));
  if (user === undefined) return reply.null();
  const { flags, digests, selectors: [first, ...others] } = user;
  reply.map(6);
  reply.text("flags");
  reply.set(flags.length);
  for (const flag of flags) reply.text(flag);
  reply.text("passwords");
  reply.array(digests.length);
  for (const digest of digests) reply.text(digest);
  describeSelector(reply, first);
  reply.text("selectors");
  reply.array(others.length);
  for (const selector of others) {
    reply.map(3);
    describeSelector(reply, selector);
  }
}

function describeSelector(reply: Context["reply"], selector: Selector): void {
  reply.text("commands");
  reply.text(selector.commands.toString());
  reply.text("keys");
  reply.text(selector.keyRules.join(" "));
  reply.text("channels");
  reply.text(selector.channelRules.join(" "));
}
