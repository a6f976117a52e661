/** A command is one object (its facts) and one function, or one function for each subcommand. */

import type { Execute } from "./context.ts";
import type { CommandSpec } from "./spec.ts";

/** The facts of a command together with what it does. */
export interface CommandDefinition {
  readonly spec: CommandSpec;
  /** Absent for a container that cannot be called without a subcommand. */
  readonly execute?: Execute;
  readonly subcommands: readonly CommandDefinition[];
}

/** Defines a command by its function. */
export function command(spec: CommandSpec, execute: Execute): CommandDefinition {
  return { spec, execute, subcommands: [] };
}

/**
 * Defines a command whose second word is a subcommand: the functions by that word, one for each of
 * the specification's `subcommands`; `execute` is for a call without subcommand, where that exists.
 */
export function container(
  spec: CommandSpec,
  functions: Readonly<Record<string, Execute>>,
  execute?: Execute,
): CommandDefinition {
  const subcommands = (spec.subcommands ?? []).map((sub) => {
    const own = functions[sub.name];
    if (own === undefined) throw new TypeError(`${spec.name} ${sub.name} has no function`);
    return command(sub, own);
  });
  return { spec, execute, subcommands };
}
