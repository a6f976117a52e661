/** `rename-command`: names that administrators took away, or made hard to guess. */

import type { CommandTable } from "../commands/table.ts";
import { ConfigFileError, type Directive } from "../state/config/file.ts";

/** Gives commands the names that the lines say, one after the other. Throws ConfigFileError. */
export function renameCommands(commands: CommandTable, lines: readonly Directive[]): void {
  for (const line of lines) {
    const [from, to] = line.words;
    const failure = commands.rename(from, to);
    if (failure !== "") throw new ConfigFileError(line, failure);
  }
}
