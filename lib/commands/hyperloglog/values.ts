/** HyperLogLogs at keys: found, checked, and stored again. */

import { KEEP_EXPIRY } from "../../keyspace/database.ts";
import { RAW } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { isHll, NOT_A_HLL } from "../../types/hyperloglog.ts";
import { CorruptedHll, HyperLogLogEditor } from "../../types/hyperloglog_editor.ts";
import type { Context } from "../context.ts";
import { findString, readString } from "../values.ts";

/** The one editor that all commands use, one after the other. */
export const editor: HyperLogLogEditor = new HyperLogLogEditor();

/** The HyperLogLog at the key that argument `i` names, for reading; throws if it is none. */
export function readHll(context: Context, i: number): Entry | null {
  return asHll(readString(context, i));
}

/** The same for a command that may change it. */
export function findHll(context: Context, i: number): Entry | null {
  return asHll(findString(context, i));
}

function asHll(entry: Entry | null): Entry | null {
  if (entry !== null && !isHll(entry.valueBytes, entry.valueStart, entry.valueEnd)) {
    throw new ReplyError(NOT_A_HLL);
  }
  return entry;
}

/** Opens the editor on a HyperLogLog, or on a new one if there is none. */
export function edit(entry: Entry | null): void {
  if (entry === null) editor.create();
  else editor.open(entry.valueBytes, entry.valueStart, entry.valueEnd);
}

/** Stores what the editor holds at the key that argument `i` names, if it is not there already. */
export function storeEdited({ args, db }: Context, i: number): void {
  if (editor.inPlace || !editor.changed) return;
  const { bytes, start, end } = editor;
  db.setString(args.bytes, args.starts[i], args.ends[i], bytes, start, end, RAW, KEEP_EXPIRY);
}

/** Does `work`; bytes that make no sense are the client's fault, and answered so. */
export function refusingCorrupted<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof CorruptedHll ? new ReplyError(error.message) : error;
  }
}
