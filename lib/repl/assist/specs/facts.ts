/**
 * What the prompt knows about a command: what the command says about itself, whoever says it. Our
 * own `CommandSpec`s are facts; so is what a server answers to COMMAND and COMMAND DOCS, where
 * groups and flags may be ones that we have never heard of.
 */

import type { ArgSpec, KeySpec } from "../../../commands/spec.ts";

export type { ArgSpec, KeySpec } from "../../../commands/spec.ts";

export interface CommandFacts {
  /** In capitals; a subcommand carries its own word only. */
  readonly name: string;
  readonly summary: string;
  readonly since: string;
  readonly group: string;
  readonly complexity: string;
  /** The name counts; -2 means "two or more". 0: not known. For a subcommand both words count. */
  readonly arity: number;
  readonly flags?: readonly string[];
  readonly keys?: readonly KeySpec[];
  /** Absent: not known. */
  readonly args?: readonly ArgSpec[];
  readonly history?: readonly (readonly [since: string, change: string])[];
  readonly deprecated?: { readonly since: string; readonly replacedBy: string };
  /** For servers and their testers, not for applications. */
  readonly isInternal?: boolean;
  readonly subcommands?: readonly CommandFacts[];
}
