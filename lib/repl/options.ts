/** What the prompt is told on the command line. */

export interface ReplOptions {
  readonly host?: string;
  readonly port?: number;
  /** Path of a Unix socket, instead of an address. */
  readonly socket?: string;
  /** `redis://…`, instead of an address. */
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  readonly db?: number;
  readonly protocol?: 2 | 3;
  /** Print replies as they are (true) or with their types (false); by default as the output is. */
  readonly raw?: boolean;
  readonly dialect?: "redis" | "miniature";
  /** A command to run instead of prompting. */
  readonly words?: readonly string[];
}
