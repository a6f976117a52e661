/** Reads a file of commands to its end, to say up to where it is sound. Nothing is executed. */

import { CommandFile, DamagedFileError } from "../aof/command_file.ts";
import type { ReadableFile } from "../storage.ts";
import type { Damage } from "./rdb_check.ts";

export interface CommandsReport {
  readonly commands: number;
  /** Those that change something are counted by name, in capitals. */
  readonly names: ReadonlyMap<string, number>;
  /** Bytes up to which all is whole. */
  readonly validBytes: number;
  readonly bytes: number;
  /** Damage that is more than an end that is missing. */
  readonly damage: Damage | null;
  /** The first and last time of the annotations, Unix seconds; 0: there are none. */
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** Where the first annotation stands that is later than was asked for; -1: nowhere. */
  readonly laterAt: number;
}

/**
 * Checks the commands of a file from `offset` on, where it stands. `untilSeconds`: the Unix time for
 * `laterAt`.
 */
export function checkCommands(
  file: ReadableFile,
  offset: number,
  untilSeconds = Infinity,
): CommandsReport {
  const commands = new CommandFile(file, offset);
  const names = new Map<string, number>();
  let [count, validBytes, firstSeconds, laterAt] = [0, offset, 0, -1];
  let damage: Damage | null = null;
  let isOpen = false;
  const annotated = (at: number) => {
    firstSeconds ||= commands.seconds;
    if (laterAt < 0 && commands.seconds > untilSeconds) laterAt = at;
  };
  try {
    for (;;) {
      const began = commands.offset;
      const isThere = commands.next(annotated);
      if (isThere) {
        const name = commands.args.word(0).toUpperCase();
        count++;
        names.set(name, (names.get(name) ?? 0) + 1);
        if (name === "MULTI") {
          if (isOpen) commands.fail("MULTI within MULTI", began);
          isOpen = true;
        } else if (name === "EXEC") {
          if (!isOpen) commands.fail("EXEC without MULTI", began);
          isOpen = false;
        }
      }
      if (!isOpen) validBytes = commands.offset;
      if (!isThere) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
    const reason = error.message.replace(/^damaged at offset \d+: /, "");
    damage = { offset: error.offset, reason, verdict: "is damaged" };
  }
  return {
    ...{ commands: count, names, validBytes, bytes: file.size, damage },
    ...{ firstSeconds, lastSeconds: commands.seconds, laterAt },
  };
}
