/** Looking up the hash that an argument names. */

import { HASH } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { Hash } from "../../types/hash.ts";
import type { Context } from "../context.ts";
import { WRONG_TYPE } from "../messages.ts";

/** The one cursor of all commands: it is valid until the next key is looked up. */
const hash = new Hash();

/** The hash at the key that argument 1 names, for reading; null if there is none. */
export function readHash({ db, args }: Context): Hash | null {
  const entry = db.read(args.bytes, args.starts[1], args.ends[1]);
  return entry === null ? null : open(db, entry);
}

/** The same for a command that will change it. */
export function findHash({ db, args }: Context): Hash | null {
  const entry = db.find(args.bytes, args.starts[1], args.ends[1]);
  return entry === null ? null : open(db, entry);
}

/** The same for a command that will add a field to it: a missing one is made. */
export function makeHash(context: Context): Hash {
  return findOrMiss(context) ?? create(context);
}

/**
 * The same for a command that sets fields, given from argument `first` on: null if a missing hash
 * was made with all of them.
 */
export function makeHashWith(context: Context, first: number): Hash | null {
  const found = findOrMiss(context);
  if (found !== null) return found;
  const { db, args, server: { config: { values } } } = context;
  const { bytes, starts, ends, count } = args;
  const isMade = hash.createWith(db, bytes, starts[1], ends[1], values, args, first, count);
  return isMade ? null : create(context);
}

/** As `findHash`; if there is none, its key is what was looked for last. */
function findOrMiss({ db, args }: Context): Hash | null {
  const entry = db.find(args.bytes, args.starts[1], args.ends[1]);
  if (entry === null) return null;
  const found = open(db, entry);
  if (found === null) db.find(args.bytes, args.starts[1], args.ends[1]);
  return found;
}

function create({ db, args }: Context): Hash {
  return hash.create(db, args.bytes, args.starts[1], args.ends[1]);
}

function open(db: Context["db"], entry: Entry): Hash | null {
  if (entry.type !== HASH) throw new ReplyError(WRONG_TYPE);
  return hash.open(db, entry);
}

/** Tells of fields that were removed, and of the key if it went with the last of them. */
export function tellRemoved(context: Context, isKeyThere: boolean): void {
  context.changed(1, "hash", "hdel");
  if (!isKeyThere) context.notify(1, "generic", "del");
}
