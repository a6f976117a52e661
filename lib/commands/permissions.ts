/** What a user may not do: a command with its arguments, held against the user's permissions. */

import { type Args, latin1 } from "../resp/args.ts";
import type { DenialReason } from "../state/acl/log.ts";
import type { Selector } from "../state/acl/selector.ts";
import type { User } from "../state/acl/user.ts";
import { describeClient } from "./connection/client/describe.ts";
import type { Context } from "./context.ts";
import { findKeys, takesKeys } from "./keys.ts";
import type { Command } from "./table.ts";

/** Why a command is refused. */
export interface Denial {
  readonly reason: Exclude<DenialReason, "auth">;
  /** The argument that is the key or channel; 0 for the command itself. */
  readonly index: number;
  /** The command, key or channel. */
  readonly object: string;
}

/** How far a command gets before it is refused: of several refusals, the furthest is told. */
const RANKS = { command: 0, key: 1, channel: 2 };

/** Why a user may not run this; null if one of the selectors allows all of it. */
export function findDenial(user: User, command: Command, args: Args): Denial | null {
  let worst: Denial | null = null;
  for (const selector of user.selectors) {
    const denial = !selector.commands.allows(command, args)
      ? { reason: "command" as const, index: 0, object: command.name }
      : deniedKey(selector, command, args) ?? deniedChannel(selector, command, args);
    if (denial === null) return null;
    if (worst === null || isFurther(denial, worst)) worst = denial;
  }
  return worst;
}

/** Whether a user may run this with any key to be read. */
export function readsAllKeys(user: User, command: Command, args: Args): boolean {
  return user.selectors.some((selector) =>
    selector.commands.allows(command, args) && selector.readsAllKeys
  );
}

/** Counts a refusal, and keeps it for ACL LOG. */
export function recordDenial(context: Context, reason: DenialReason, object: string): void {
  const { session, server: { stats: { denied } } } = context;
  if (reason === "command") denied.commands++;
  else if (reason === "key") denied.keys++;
  else if (reason === "channel") denied.channels++;
  logDenial(context, reason, object, session.user.name);
}

/** Keeps a login that failed, or anything else refused to somebody of that name, for ACL LOG. */
export function logDenial(
  { nowMs, server, session }: Context,
  reason: DenialReason,
  object: string,
  user: string,
): void {
  const refusal = {
    reason,
    context: session.transaction === null ? "toplevel" as const : "multi" as const,
    object,
    user,
    client: describeClient(session, nowMs),
  };
  server.acl.log.add(refusal, nowMs, server.config.values.acllogMaxLen);
}

/** The refusal as an error line says it. */
export function noPermission(user: User, { reason, object }: Denial): string {
  return reason === "command"
    ? `NOPERM User ${user.name} has no permissions to run the '${object}' command`
    : `NOPERM No permissions to access a ${reason}`;
}

/** The refusal in full, as ACL DRYRUN says it: a name is shown up to its first NUL. */
export function deniedInFull(user: User, { reason, object }: Denial): string {
  return reason === "command"
    ? `User ${user.name} has no permissions to run the '${object}' command`
    : `User ${user.name} has no permissions to access the '${object.split("\0", 1)[0]}' ${reason}`;
}

function isFurther(denial: Denial, than: Denial): boolean {
  return denial.reason === than.reason
    ? denial.index > than.index
    : RANKS[denial.reason] > RANKS[than.reason];
}

function deniedKey(selector: Selector, { spec }: Command, args: Args): Denial | null {
  if (selector.allowsAllKeys || !takesKeys(spec)) return null;
  const { bytes, starts, ends } = args;
  for (const { index, flags } of findKeys(spec, args)) {
    const reads = flags.includes("access");
    const writes = flags.includes("insert") || flags.includes("delete") || flags.includes("update");
    if (selector.allowsKey(bytes, starts[index], ends[index], reads, writes)) continue;
    return { reason: "key", index, object: latin1(bytes, starts[index], ends[index]) };
  }
  return null;
}

/** Where a command names channels: argument 1, or all; by pattern or not. Leaving one is free. */
const CHANNELS: ReadonlyMap<string, { readonly isOne: boolean; readonly isPattern: boolean }> =
  new Map([
    ["publish", { isOne: true, isPattern: false }],
    ["spublish", { isOne: true, isPattern: false }],
    ["subscribe", { isOne: false, isPattern: false }],
    ["ssubscribe", { isOne: false, isPattern: false }],
    ["psubscribe", { isOne: false, isPattern: true }],
  ]);

function deniedChannel(selector: Selector, { name }: Command, args: Args): Denial | null {
  if (selector.allowsAllChannels) return null;
  const use = CHANNELS.get(name);
  if (use === undefined) return null;
  const count = use.isOne ? 2 : args.count;
  for (let index = 1; index < count; index++) {
    const channel = args.text(index);
    if (!selector.allowsChannel(channel, use.isPattern)) {
      return { reason: "channel", index, object: channel };
    }
  }
  return null;
}
