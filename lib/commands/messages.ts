/** Error replies that several commands share. Clients match on them: they are Redis's, verbatim. */

import type { Context } from "./context.ts";
import { ReplyError } from "../resp/errors.ts";

export const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
export const SYNTAX_ERROR = "ERR syntax error";
export const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
export const NOT_A_FLOAT = "ERR value is not a valid float";
export const NO_SUCH_KEY = "ERR no such key";
export const SAME_OBJECT = "ERR source and destination objects are the same";
export const DB_OUT_OF_RANGE = "ERR DB index is out of range";
export const OFFSET_OUT_OF_RANGE = "ERR offset is out of range";
export const STRING_TOO_LONG = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";

/** Options that contradict each other, are unknown, or lack their operand. */
export function syntaxError(): ReplyError {
  return new ReplyError(SYNTAX_ERROR);
}

/** For commands with more rules than an arity can say: dispatch checks only the least number. */
export function wrongNumberOfArguments(command: string): ReplyError {
  return new ReplyError(`ERR wrong number of arguments for '${command}' command`);
}

/** For subcommands with more rules than an arity can say. */
export function unknownSubcommandUse({ args, commands }: Context): ReplyError {
  const { name } = commands.find(args)!.spec;
  return new ReplyError(
    `ERR unknown subcommand or wrong number of arguments for '${args.shown(1)}'. Try ${name} HELP.`,
  );
}

/** A time to live that is not positive, or whose end lies beyond the range of int64. */
export function invalidExpireTime(command: string): ReplyError {
  return new ReplyError(`ERR invalid expire time in '${command}' command`);
}
