/** The one-shot modes: a job instead of a conversation. */

import process from "node:process";
import { type ClientOptions, RespClient } from "../../client/client.ts";
import { fromLatin1 } from "../../resp/args.ts";
import type { ModeName, ReplOptions, ReplStreams } from "../options.ts";
import { write } from "../print/printer.ts";
import {
  INTERRUPTED,
  type Mode,
  type ModeContext,
  ModeError,
  type ModeFormat,
  type ModeProgress,
} from "./mode.ts";
import { ModeClient } from "./mode_client.ts";
import { ProgressBar } from "./progress.ts";
import { RawConnection } from "./raw_connection.ts";

/** Each is loaded when it is asked for. */
const MODES: Readonly<Record<ModeName, () => Promise<Mode>>> = {
  "bigkeys": async () => (await import("./big_keys.ts")).bigKeys,
  "functions-rdb": async () => (await import("./rdb.ts")).functionsRdb,
  "hotkeys": async () => (await import("./hot_keys.ts")).hotKeys,
  "intrinsic-latency": async () => (await import("./intrinsic_latency.ts")).intrinsicLatency,
  "keystats": async () => (await import("./key_stats.ts")).keyStats,
  "latency": async () => (await import("./latency.ts")).latency,
  "latency-dist": async () => (await import("./latency_spectrum.ts")).latencySpectrum,
  "latency-history": async () => (await import("./latency.ts")).latencyHistory,
  "lru-test": async () => (await import("./lru_test.ts")).lruTest,
  "memkeys": async () => (await import("./big_keys.ts")).memoryKeys,
  "pipe": async () => (await import("./pipe.ts")).pipe,
  "rdb": async () => (await import("./rdb.ts")).rdb,
  "replica": async () => (await import("./replica.ts")).replica,
  "scan": async () => (await import("./scan.ts")).scan,
  "stat": async () => (await import("./stat.ts")).stat,
};

/** How a mode gets to the server. */
export interface ModeServer {
  readonly client: Omit<ClientOptions, "onClose" | "onPush">;
  /** What to say if there is no way. */
  reasonOf(error: unknown): string;
}

/** What tests may put in place of the process's own. */
export interface ModeHost {
  /** Calls `interrupt` on Ctrl-C; returns what ends that. */
  onInterrupt(interrupt: () => void): () => void;
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
  /** Waits, unless `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const PROCESS: ModeHost = {
  onInterrupt(interrupt) {
    process.on("SIGINT", interrupt);
    return () => void process.off("SIGINT", interrupt);
  },
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done);
    }),
};

/**
 * Runs a mode and resolves to the exit status: 0, 1 if it failed, 130 if Ctrl-C ended one that had
 * nothing to report. A second Ctrl-C ends it at once.
 */
export async function runMode(
  options: ReplOptions & { readonly mode: ModeName },
  server: ModeServer,
  streams: ReplStreams,
  host: ModeHost = PROCESS,
): Promise<number> {
  const interruption = new AbortController();
  const context = new Context(options, server, streams, host, interruption.signal);
  let giveUp: (status: number) => void = () => {};
  const givenUp = new Promise<number>((resolve) => giveUp = resolve);
  const restore = host.onInterrupt(() => {
    if (interruption.signal.aborted) giveUp(INTERRUPTED);
    interruption.abort();
  });
  // Who read the output has gone.
  streams.output.on("error", () => giveUp(1));
  try {
    const mode = await MODES[options.mode]();
    return await Promise.race([mode(context), givenUp]);
  } catch (error) {
    if (interruption.signal.aborted) return INTERRUPTED;
    context.problem(error instanceof ModeError ? error.message : server.reasonOf(error));
    return 1;
  } finally {
    restore();
    interruption.abort();
    context.progress.clear();
    await Promise.race([context.written(), givenUp]);
  }
}

class Context implements ModeContext {
  readonly options: ModeContext["options"];
  readonly format: ModeFormat;
  readonly intervalMs: number | undefined;
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly input: ModeContext["input"];
  readonly progress: Progress;
  readonly #server: ModeServer;
  readonly #streams: ReplStreams;
  readonly #host: ModeHost;
  #written: Promise<void> = Promise.resolve();

  constructor(
    options: ReplOptions,
    server: ModeServer,
    streams: ReplStreams,
    host: ModeHost,
    signal: AbortSignal,
  ) {
    const { modeOptions = {}, intervalSeconds, repeat = -1 } = options;
    this.options = modeOptions;
    this.format = formatOf(options, streams.output.isTTY === true);
    // As in redis-cli, no interval is none that was given.
    this.intervalMs = intervalSeconds ? intervalSeconds * 1000 : undefined;
    this.rounds = repeat < 0 ? Infinity : repeat;
    this.signal = signal;
    this.input = streams.input;
    this.progress = progressOn(options.mode!, streams, host);
    this.#server = server;
    this.#streams = streams;
    this.#host = host;
  }

  async connect(): Promise<ModeClient> {
    return new ModeClient(await this.#open(), {
      signal: this.signal,
      open: () => this.#open(),
      wait: (ms) => this.wait(ms),
      text: (text) => this.text(text),
    });
  }

  async connectRaw(): Promise<RawConnection> {
    const connection = await RawConnection.connect(this.#server.client);
    if (this.signal.aborted) connection.close();
    this.signal.addEventListener("abort", () => connection.close());
    return connection;
  }

  text(text: string): void {
    this.progress.clear();
    this.#written = write(this.#streams.output, text);
  }

  bytes(bytes: Uint8Array): void {
    this.progress.clear();
    this.#written = new Promise((resolve) => this.#streams.output.write(bytes, () => resolve()));
  }

  problem = (line: string): void => {
    this.progress.clear();
    this.#streams.errors.write(fromLatin1(`${line}\n`));
  };

  written(): Promise<void> {
    return this.#written;
  }

  now(): number {
    return this.#host.now();
  }

  wait(ms: number): Promise<void> {
    return this.#host.wait(ms, this.signal);
  }

  #open(): Promise<RespClient> {
    return RespClient.connect(this.#server.client);
  }
}

function formatOf({ format }: ReplOptions, isTerminal: boolean): ModeFormat {
  switch (format) {
    case "csv":
    case "raw":
    case "standard":
    case "json":
      return format;
    case "quoted-json":
      return "json";
    default:
      return isTerminal ? "standard" : "raw";
  }
}

interface Progress extends ModeProgress {
  clear(): void;
}

const NO_PROGRESS: Progress = { show: () => {}, clear: () => {} };

/** On a terminal of its own, or below what is printed. Keys that are listed there are enough. */
function progressOn(mode: ModeName, { output, errors }: ReplStreams, host: ModeHost): Progress {
  const terminal = errors as ReplStreams["output"];
  if (!terminal.isTTY || (mode === "scan" && output.isTTY)) return NO_PROGRESS;
  const show = (text: string) => void terminal.write(text);
  return new ProgressBar(show, () => terminal.columns ?? 80, () => host.now());
}
