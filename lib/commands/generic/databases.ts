/** Databases named by their number, for the commands that reach beyond the selected one. */

import type { Database } from "../../keyspace/database.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { Context } from "../context.ts";
import { DB_OUT_OF_RANGE } from "../messages.ts";

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const OUT_OF_INT32 = `ERR value is out of range, value must between ${INT32_MIN} and ${INT32_MAX}`;

/** The database whose number argument `i` is. Throws if there is none, or it is not a number. */
export function databaseAt({ args, server }: Context, i: number): Database {
  const index = args.integer(i);
  if (index < INT32_MIN || index > INT32_MAX) throw new ReplyError(OUT_OF_INT32);
  const db = server.keyspace.databases[index];
  if (db === undefined) throw new ReplyError(DB_OUT_OF_RANGE);
  return db;
}
