/** Passwords: kept as SHA-256 digests in hexadecimal digits, never as what they are. */

import { createHash, timingSafeEqual } from "node:crypto";
import { fromLatin1 } from "../../resp/args.ts";

/** The digest under which a password (Latin-1) is kept: 64 digits. */
export function digestOf(password: string): string {
  return createHash("sha256").update(fromLatin1(password)).digest("hex");
}

/** Whether a rule names a digest properly. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/**
 * Whether a password is one of those kept. The time it takes tells nothing but their number: each
 * is compared, and to its end.
 */
export function isAmong(password: string, digests: readonly string[]): boolean {
  const given = fromLatin1(digestOf(password));
  let found = false;
  for (const digest of digests) if (timingSafeEqual(given, fromLatin1(digest))) found = true;
  return found;
}
