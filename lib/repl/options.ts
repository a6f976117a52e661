/** What the prompt is told on the command line, and the streams that it talks on. */

import process from "node:process";
import type { Transport } from "../client/client.ts";

export interface ReplOptions {
  readonly host?: string;
  readonly port?: number;
  /** Path of a Unix socket, instead of an address. */
  readonly socket?: string;
  /** `redis://…`, instead of an address. */
  readonly url?: string;
  /** Another way to a server, instead of an address: an engine in this process, say. */
  readonly transport?: Transport;
  readonly user?: string;
  readonly password?: string;
  readonly db?: number;
  readonly protocol?: 2 | 3;
  /** Print replies as they are (true) or with their types (false); by default as the output is. */
  readonly raw?: boolean;
  readonly dialect?: "redis" | "miniature";
  /** A command to run instead of prompting. */
  readonly words?: readonly string[];
  /** End with status 1 if that command was answered by an error (redis-cli's `-e`). */
  readonly failOnError?: boolean;
}

/** Where lines come from. On a terminal, keys one by one. */
export type ReplInput = NodeJS.ReadableStream & {
  isTTY?: boolean;
  setRawMode?: (isRaw: boolean) => unknown;
};

/** Where replies go. */
export type ReplOutput = NodeJS.WritableStream & {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
};

export interface ReplStreams {
  readonly input: ReplInput;
  readonly output: ReplOutput;
  readonly errors: NodeJS.WritableStream;
}

/** The streams of this process. */
export function processStreams(): ReplStreams {
  return { input: process.stdin, output: process.stdout, errors: process.stderr };
}
