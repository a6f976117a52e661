/** Own commands by their names. */

import { nearest } from "../nearest.ts";
import type { OwnCommand } from "./command.ts";

/** The command with this name or alias; else what to say, with the name that comes nearest. */
export function find(commands: readonly OwnCommand[], name: string): OwnCommand | string {
  const found = commands.find((each) => each.name === name || each.aliases?.includes(name));
  if (found !== undefined) return found;
  const near = nearest(name, commands.flatMap((each) => [each.name, ...each.aliases ?? []]));
  const advice = near === undefined ? "\\? lists what there is" : `did you mean \\${near}?`;
  return `There is no command \\${name}: ${advice}`;
}
