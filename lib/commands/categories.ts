/**
 * The ACL categories of a command.
 *
 * A category says what a command touches (`string`, `keyspace`), what it does (`read`, `write`)
 * or what it costs (`fast`, `slow`, `dangerous`). Nearly all of them follow from the group and the
 * flags of the command, by the rules that the public ACL documentation implies and COMMAND INFO
 * of Redis 7.0 confirms; only the rest is written down, in `CommandSpec.categories`.
 */
import type { CommandFlag, CommandGroup, CommandSpec } from "./spec.ts";

/** All ACL categories, in the order in which COMMAND INFO and ACL CAT list them. */
export const CATEGORIES = [
  "keyspace",
  "read",
  "write",
  "set",
  "sortedset",
  "list",
  "hash",
  "string",
  "bitmap",
  "hyperloglog",
  "geo",
  "stream",
  "pubsub",
  "admin",
  "fast",
  "slow",
  "blocking",
  "dangerous",
  "connection",
  "transaction",
  "scripting",
] as const;

/** The name of an ACL category, without the `@`. */
export type Category = (typeof CATEGORIES)[number];

/** The category that a group stands for. The others (server, cluster, pubsub) stand for none. */
const OF_GROUP: { readonly [group in CommandGroup]?: Category } = {
  "string": "string",
  "bitmap": "bitmap",
  "hyperloglog": "hyperloglog",
  "generic": "keyspace",
  "list": "list",
  "hash": "hash",
  "set": "set",
  "sorted-set": "sortedset",
  "geo": "geo",
  "stream": "stream",
  "transactions": "transaction",
  "scripting": "scripting",
  "connection": "connection",
};

/** What a flag brings with it. */
const OF_FLAG: { readonly [flag in CommandFlag]?: readonly Category[] } = {
  write: ["write"],
  readonly: ["read"],
  admin: ["admin", "dangerous"],
  pubsub: ["pubsub"],
  blocking: ["blocking"],
  fast: ["fast"],
};

const SUBJECTS: ReadonlySet<string> = new Set(Object.values(OF_GROUP));

/**
 * The ACL categories of a command or subcommand, without the `@`, in the order of `CATEGORIES`.
 *
 * - Every command is fast or slow; its flags add more (`admin` commands are dangerous too). A
 *   read-only script is not `read`: what it runs is only known when it runs.
 * - The group adds its category, unless `spec.categories` names that of another group: SORT is
 *   about lists, sets and sorted sets, not about the keyspace.
 * - A container (CLIENT, XGROUP) does nothing itself, so its group adds nothing.
 */
export function categoriesOf(spec: CommandSpec): Category[] {
  const flags = spec.flags ?? [];
  const explicit = spec.categories ?? [];
  const found = new Set<string>(explicit);

  const subject = OF_GROUP[spec.group];
  if (subject && !spec.subcommands && !explicit.some((name) => SUBJECTS.has(name))) {
    found.add(subject);
  }
  for (const flag of flags) OF_FLAG[flag]?.forEach((name) => found.add(name));
  if (spec.group === "scripting") found.delete("read");
  if (!found.has("fast")) found.add("slow");

  return CATEGORIES.filter((name) => found.has(name));
}
