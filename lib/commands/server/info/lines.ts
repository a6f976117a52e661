/** What the sections of INFO are made of. */

import type { Context } from "../../context.ts";
import type { Command } from "../../table.ts";

/** One line, `name:value`. */
export type Line = readonly [name: string, value: string | number];

/** A section: the lines below its title. */
export type Section = (context: Context) => Line[];

/** Commands and, behind containers, their subcommands. */
export function* everyCommand({ commands }: Context): Generator<Command> {
  for (const command of commands.all.values()) {
    yield command;
    if (command.subcommands !== null) yield* command.subcommands.values();
  }
}
