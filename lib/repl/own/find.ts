/** Own commands by their names. */

import { nearest } from "../nearest.ts";
import type { OwnCommand } from "./command.ts";

/** The command with this name or alias; undefined if there is none. */
export function named(commands: readonly OwnCommand[], name: string): OwnCommand | undefined {
  return commands.find((each) => each.name === name || each.aliases?.includes(name));
}

/** The same; else what to say, with the name that comes nearest. */
export function find(commands: readonly OwnCommand[], name: string): OwnCommand | string {
  const found = named(commands, name);
  if (found !== undefined) return found;
  const near = nearest(name, commands.flatMap((each) => [each.name, ...each.aliases ?? []]));
  const advice = near === undefined ? "\\? lists what there is" : `did you mean \\${near}?`;
  return `There is no command \\${name}: ${advice}`;
}
