/** A server under a name, and how the prompt shall be with it. */

import type { TlsOptions } from "../../runtime/connect.ts";
import type { Settings } from "../settings.ts";

export const COLOURS = [
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
  "gray",
] as const;
export type Colour = typeof COLOURS[number];

export interface Profile {
  readonly name: string;
  /** `redis[s]://[[user]:password@]host[:port][/db]` or `unix:///path`. */
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  /** For the shell; the first line that it writes is the password. */
  readonly passwordCommand?: string;
  /** The environment variable that holds the password. */
  readonly passwordVariable?: string;
  readonly db?: number;
  readonly protocol?: 2 | 3;
  readonly tls?: TlsOptions;
  readonly isCluster?: boolean;
  /** Whether more care is taken: more questions before commands, no names by SCAN. */
  readonly isProduction: boolean;
  readonly colour?: Colour;
  /** What stands before the line that is typed, with `{…}` in it. */
  readonly prompt?: string;
  /** What it sets otherwise than all profiles do. */
  readonly settings: Partial<Settings>;
}
