/** What may be a client's or a library's name. */

import { ReplyError } from "../../resp/errors.ts";

/** Whether all characters are printable and none is a blank, so that CLIENT LIST stays readable. */
export function isPlainName(name: string): boolean {
  return /^[!-~]*$/.test(name);
}

/** Throws if CLIENT LIST could not show this name of a client. */
export function checkClientName(name: string): void {
  if (isPlainName(name)) return;
  throw new ReplyError(
    "ERR Client names cannot contain spaces, newlines or special characters.",
  );
}
