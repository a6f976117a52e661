/**
 * The payload of DUMP and RESTORE: a value outside of any file.
 *
 *   | kind u8 | value | version u16, little-endian | CRC-64 of all before |
 */

import type { Database } from "../keyspace/database.ts";
import type { Entry } from "../memory/entry.ts";
import { Crc64 } from "./crc64.ts";
import { kindIn, OPCODE, READ_VERSION, VALKEY_VERSION } from "./format.ts";
import { RdbReader } from "./reader.ts";
import { kindOf, readValue, versionOf, writeValue } from "./value.ts";
import type { Target } from "./values/target.ts";
import { RdbWriter } from "./writer.ts";

const FOOTER_BYTES = 10;

/** An entry's value as a payload. */
export function dumpValue(db: Database, entry: Entry, compresses: boolean): Uint8Array {
  const out = new RdbWriter(compresses);
  const kind = kindOf(db, entry);
  const version = versionOf(kind);
  out.u8(kind);
  writeValue(db, entry, out);
  out.u8(version & 0xff);
  out.u8(version >> 8);
  const crc = new Crc64();
  crc.update(out.bytes, 0, out.length);
  const payload = new Uint8Array(out.length + 8);
  payload.set(out.bytes.subarray(0, out.length));
  crc.write(payload, out.length);
  return payload;
}

/**
 * Whether bytes may be a payload: of a version that is known and, unless nobody cares, with the right
 * checksum.
 */
export function isPayload(bytes: Uint8Array, checksCrc = true): boolean {
  if (bytes.length < FOOTER_BYTES) return false;
  const footer = bytes.length - FOOTER_BYTES;
  const version = versionAt(bytes, footer);
  if (version > READ_VERSION && version !== VALKEY_VERSION) return false;
  if (!checksCrc) return true;
  const crc = new Crc64();
  crc.update(bytes, 0, bytes.length - 8);
  return crc.matches(bytes, bytes.length - 8);
}

function versionAt(bytes: Uint8Array, footer: number): number {
  return bytes[footer] | (bytes[footer + 1] << 8);
}

/** Reads a payload into a key that must not be there. Throws RdbError, and leaves no key then. */
export function restoreValue(payload: Uint8Array, target: Target): void {
  const footer = payload.length - FOOTER_BYTES;
  const reader = RdbReader.of(payload.subarray(0, footer));
  readValue(kindIn(versionAt(payload, footer), reader.u8()), reader, target);
  if (reader.left === 0) return;
  target.db.delete(target.key, 0, target.key.length);
  reader.fail("more bytes than the value has");
}

/** The code of the libraries in a payload of FUNCTION DUMP, or null if it is none. */
export function librariesIn(payload: Uint8Array): Uint8Array[] | null {
  if (!isPayload(payload)) return null;
  const reader = RdbReader.of(payload.subarray(0, payload.length - FOOTER_BYTES));
  const codes: Uint8Array[] = [];
  while (reader.left > 0) {
    if (reader.u8() !== OPCODE.FUNCTION_2) return null;
    codes.push(reader.copy());
  }
  return codes;
}
