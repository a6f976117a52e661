/** Output as replies need it. */

import { Buffer } from "node:buffer";
import process from "node:process";

/** Writes text of one byte a character. */
export function print(text: string): void {
  process.stdout.write(Buffer.from(text, "latin1"));
}
