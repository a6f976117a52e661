/** Strings in RDB files. */

import type { Database } from "../../keyspace/database.ts";
import { EMBSTR, EMBSTR_BYTES_MAX, INT, RAW } from "../../keyspace/types.ts";
import { ENCODING_SHIFT, type Entry } from "../../memory/entry.ts";
import { isInt64 } from "../../memory/integers.ts";
import { KIND } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import type { RdbWriter } from "../writer.ts";
import { putBytes, type Target } from "./target.ts";

export function kindOfString(): number {
  return KIND.STRING;
}

export function writeString(_db: Database, entry: Entry, out: RdbWriter): void {
  out.string(entry.valueBytes, entry.valueStart, entry.valueEnd);
}

export function readString(_kind: number, reader: RdbReader, target: Target): void {
  reader.string();
  const { text, start, end } = reader;
  const length = end - start;
  const encoding = length <= 20 && isInt64(text, start, end)
    ? INT
    : length <= EMBSTR_BYTES_MAX
    ? EMBSTR
    : RAW;
  putBytes(target, encoding << ENCODING_SHIFT, text, start, end);
}
