/** Does what a logged command FUNCTION does, as far as libraries are kept here. */

import { librariesIn } from "../../rdb/payload.ts";
import type { Args } from "../../resp/args.ts";
import type { Libraries } from "../../state/libraries.ts";

/** LOAD, DELETE, FLUSH, RESTORE. False for what is none of these, or damaged. */
export function replayFunction(libraries: Libraries, args: Args): boolean {
  if (args.count > 1 && args.is(1, "FLUSH")) {
    libraries.clear();
    return true;
  }
  if (args.count < 3) return false;
  if (args.is(1, "LOAD")) libraries.add(args.copy(args.count - 1));
  else if (args.is(1, "DELETE")) libraries.delete(args.text(2));
  else if (args.is(1, "RESTORE")) return restore(libraries, args);
  else return false;
  return true;
}

function restore(libraries: Libraries, args: Args): boolean {
  const codes = librariesIn(args.copy(2));
  if (codes === null) return false;
  if (args.count > 3 && args.is(3, "FLUSH")) libraries.clear();
  for (const code of codes) libraries.add(code);
  return true;
}
