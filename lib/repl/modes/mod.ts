/** The one-shot modes: a job instead of a conversation. */

import process from "node:process";
import { RespClient } from "../../client/client.ts";
import { HandshakeError } from "../../client/handshake.ts";
import { fromLatin1 } from "../../resp/args.ts";
import { codeOf, reasonOf } from "../../runtime/failures.ts";
import type { ModeName, ReplOptions, ReplStreams } from "../options.ts";
import { paused } from "../paused.ts";
import { write } from "../print/printer.ts";
import { connectProblem, type Start, startOf } from "../server.ts";
import {
  INTERRUPTED,
  Interrupted,
  type Mode,
  type ModeContext,
  ModeError,
  type ModeFormat,
  type ModeProgress,
} from "./mode.ts";
import { ModeClient } from "./mode_client.ts";
import { ProgressBar } from "./progress.ts";
import { RawConnection } from "./raw_connection.ts";

const DEFAULT_PORT = 6379;

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
  wait: paused,
};

/**
 * Runs a mode and resolves to the exit status: 0, 1 if it failed, 130 if Ctrl-C ended one that had
 * nothing to report. A second Ctrl-C ends it at once.
 */
export async function runMode(
  options: ReplOptions & { readonly mode: ModeName },
  streams: ReplStreams,
  host: ModeHost = PROCESS,
): Promise<number> {
  const start = startFor(options, streams);
  if (start === null) return 1;
  const interruption = new AbortController();
  const context = new Context(options, start, streams, host, interruption.signal);
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
    if (!(error instanceof ModeError) && codeOf(error) === "") throw error;
    context.problem(error instanceof ModeError ? error.message : `Error: ${reasonOf(error)}`);
    return 1;
  } finally {
    restore();
    interruption.abort();
    context.progress.clear();
    await Promise.race([context.written(), givenUp]);
  }
}

/** Where to connect; null if the URL cannot be read, which is reported. */
function startFor(options: ReplOptions, { errors }: ReplStreams): Start | null {
  try {
    return startOf(options, DEFAULT_PORT);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    errors.write(`${error.message}\n`);
    return null;
  }
}

/** Why there is no connection. */
function problemOf(error: unknown, target: Start["target"]): ModeError {
  const isRefusal = error instanceof HandshakeError;
  return new ModeError(isRefusal ? error.message : connectProblem(target, error));
}

class Context implements ModeContext {
  readonly options: ModeContext["options"];
  readonly format: ModeFormat;
  readonly intervalMs: number | undefined;
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly input: ModeContext["input"];
  readonly progress: Progress;
  readonly #start: Start;
  readonly #streams: ReplStreams;
  readonly #host: ModeHost;
  #written: Promise<void> = Promise.resolve();

  constructor(
    options: ReplOptions,
    start: Start,
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
    this.#start = start;
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
    const connection = await this.#unlessInterrupted(RawConnection.connect(this.#start));
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
    this.progress.flush();
    return this.#host.wait(ms, this.signal);
  }

  #open(): Promise<RespClient> {
    return this.#unlessInterrupted(RespClient.connect(this.#start));
  }

  #unlessInterrupted<T>(connecting: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.signal.addEventListener("abort", () => reject(new Interrupted()), { once: true });
      connecting.then(resolve, (error) => reject(problemOf(error, this.#start.target)));
    });
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
  flush(): void;
  clear(): void;
}

const NO_PROGRESS: Progress = { show: () => {}, flush: () => {}, clear: () => {} };

/** On a terminal of its own, or below what is printed. Keys that are listed there are enough. */
function progressOn(mode: ModeName, { output, errors }: ReplStreams, host: ModeHost): Progress {
  const terminal = errors as ReplStreams["output"];
  if (!terminal.isTTY || (mode === "scan" && output.isTTY)) return NO_PROGRESS;
  const show = (text: string) => void terminal.write(text);
  return new ProgressBar(show, () => terminal.columns ?? 80, () => host.now());
}
