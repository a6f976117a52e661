/** What shows values that are stored in another form; `decode.ts` has those that there are. */

import type { Theme } from "../theme.ts";
import { toBytesText } from "../utf8.ts";

/** Where and how a value is shown. */
export interface Place {
  readonly theme: Theme;
  /** What lines but the first begin with. */
  readonly indent: string;
  /** Columns from there on. */
  readonly width: number;
}

/** Shows a value, in Latin-1, without a line end. Throws DecodeError. */
export type Decoder = (bytes: Uint8Array, place: Place) => string;

/** The value is not in the format, or there is no such format. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

/** A text of ours that says why a value could not be shown, in Latin-1. */
export function decodeProblem(error: unknown): string {
  if (!(error instanceof DecodeError)) throw error;
  return toBytesText(error.message);
}
