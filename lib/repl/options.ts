/** What the prompt is told on the command line, and the streams that it talks on. */

import process from "node:process";
import type { Transport } from "../client/client.ts";
import type { TlsOptions } from "../runtime/connect.ts";

/** How replies are written. `standard` is for people; by default it is chosen on a terminal. */
export const FORMATS = [
  "standard",
  "raw",
  "csv",
  "json",
  "quoted-json",
  "table",
  "ndjson",
  "yaml",
  "markdown",
] as const;
export type Format = typeof FORMATS[number];

/** A job to do instead of a conversation. If several are asked for, the first of these is done. */
export const MODES = [
  "latency-history",
  "latency",
  "latency-dist",
  "replica",
  "rdb",
  "functions-rdb",
  "pipe",
  "bigkeys",
  "memkeys",
  "keystats",
  "hotkeys",
  "stat",
  "scan",
  "lru-test",
  "intrinsic-latency",
] as const;
export type ModeName = typeof MODES[number];

/** What the modes are told besides. Texts are as typed; a pattern is bytes. */
export interface ModeOptions {
  /** Which keys, for all modes that go through them. */
  readonly pattern?: Uint8Array;
  /** Only keys of this type. */
  readonly keyType?: string;
  /** `COUNT` of each SCAN. */
  readonly count?: number;
  /** Where to begin with SCAN. */
  readonly cursor?: string;
  /** How many of the biggest to list. */
  readonly top?: number;
  /** Elements that MEMORY USAGE looks at. */
  readonly memorySamples?: number;
  /** Where an RDB file goes; `-` for standard output. */
  readonly file?: string;
  /** How long to wait for the last reply when everything is sent; 0: for ever. */
  readonly pipeTimeoutSeconds?: number;
  /** How many keys `lru-test` plays with. */
  readonly keyCount?: number;
  /** How long to measure the latency of the machine itself. */
  readonly seconds?: number;
  /** No colours in the spectrum of `latency-dist`. */
  readonly isMonochrome?: boolean;
}

/** A word of a command: as typed, or bytes that are no text. */
export type Word = string | Uint8Array;

export interface ReplOptions {
  readonly host?: string;
  readonly port?: number;
  /** Path of a Unix socket, instead of an address. */
  readonly socket?: string;
  /** `redis://…`, instead of an address. */
  readonly url?: string;
  /** The name of a profile, which says what is not said otherwise. */
  readonly profile?: string;
  /** Whether the server shall be one inside this process; `transport` leads there. */
  readonly isEmbedded?: boolean;
  /** Another way to a server, instead of an address: an engine in this process, say. */
  readonly transport?: Transport;
  /** How to speak TLS; without it, there is none. */
  readonly tls?: TlsOptions;
  /** Which addresses of a name are tried; by default all. */
  readonly family?: 4 | 6;
  /** How long connecting may take; 0 or none: as long as the system tries. */
  readonly connectTimeoutSeconds?: number;
  readonly user?: string;
  readonly password?: string;
  /** Ask for the password before anything else. */
  readonly asksPassword?: boolean;
  readonly db?: number;
  readonly protocol?: 2 | 3;
  /** RESP3 is wished for, and a server that does not know it is used all the same. */
  readonly prefersResp3?: boolean;
  readonly clientName?: string;
  /** Follow MOVED and ASK to other servers. */
  readonly isCluster?: boolean;

  /** How replies are written; by default as the output is. */
  readonly format?: Format;
  /** Between the elements of a reply, when it is written raw; by default a line end. */
  readonly elementDelimiter?: string;
  /** Behind a reply that is written raw; by default a line end. */
  readonly replyDelimiter?: string;
  /** Whether pushes are shown that nobody subscribed to; by default on a terminal. */
  readonly showsPushes?: boolean;
  readonly dialect?: "redis" | "miniature";

  /** A command to run instead of prompting. */
  readonly words?: readonly Word[];
  /** How often; negative: without end. */
  readonly repeat?: number;
  /** The pause between two times, and between two steps of a mode. */
  readonly intervalSeconds?: number;
  /** End with status 1 if that command was answered by an error (redis-cli's `-e`). */
  readonly failOnError?: boolean;
  /** Standard input is the last word. */
  readonly lastWordFromInput?: boolean;
  /** Standard input takes the place of the word that is this. */
  readonly inputTag?: string;
  /** The words are written as strings of the prompt: in quotes, with escapes. */
  readonly hasQuotedWords?: boolean;
  /** A Lua script to run; the words are its keys, and behind a comma its arguments. */
  readonly script?: string;

  readonly mode?: ModeName;
  readonly modeOptions?: ModeOptions;
  /** Tell of every connection that is made. */
  readonly isVerbose?: boolean;
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
