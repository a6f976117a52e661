/** The prompt: one command, the lines of a pipe, or a conversation. */

import type { CommandSpec } from "../commands/spec.ts";
import { processStreams, type ReplOptions, type ReplStreams } from "./options.ts";
import { runOnce } from "./one_shot.ts";
import { write } from "./print/printer.ts";
import { linesOf } from "./lines.ts";
import { type Session, sessionFor, type SessionOutput } from "./session.ts";
import { ConfigError } from "./profiles/config.ts";
import { begin, type Beginning } from "./profiles/start.ts";
import type { Shell } from "./shell.ts";

export type { ReplOptions, ReplStreams } from "./options.ts";

/**
 * Runs the prompt and resolves to the exit status. As with redis-cli, an error is a reply like
 * others: 1 means that there was no reply at all, or an error under `failOnError`. The lines of a
 * pipe are all run; it ends with 0, unless one of them failed under `failOnError`, and a
 * conversation always does.
 */
export async function runRepl(
  options: ReplOptions,
  loadSpecs: () => Promise<readonly CommandSpec[]>,
  streams: ReplStreams = processStreams(),
): Promise<number> {
  const { words = [], script, mode } = options;
  const isCommand = words.length > 0 || script !== undefined;
  const isConversation = mode === undefined && !isCommand && streams.input.isTTY === true;
  // Otherwise, the configuration has nothing to say.
  if (isConversation || options.profile !== undefined) {
    const beginning = await beginningOf(options, streams);
    if (beginning === null) return 1;
    options = beginning.options;
    if (isConversation) {
      const [{ converse }, specs] = await Promise.all([import("./interactive.ts"), loadSpecs()]);
      return await converse(beginning, specs, streams);
    }
  }
  if (mode !== undefined) {
    const { runMode } = await import("./modes/mod.ts");
    return await runMode({ ...options, mode }, streams);
  }
  const sink = new Sink(streams);
  const session = sessionFor(options, streams.output.isTTY === true, sink);
  if (session === null) return 1;
  try {
    const isOwn = typeof words[0] === "string" && words[0].startsWith("\\");
    if (isCommand && !isOwn) {
      return await whileRead(
        streams,
        session,
        runOnce(session, options, streams.input, sink, loadSpecs),
      );
    }
    const [{ Shell }, specs] = await Promise.all([import("./shell.ts"), loadSpecs()]);
    const shell = new Shell({ session, specs, output: sink });
    if (isOwn) {
      return await whileRead(
        streams,
        session,
        shell.runOwn(words.map(String)).then((isDone) => isDone ? 0 : 1),
      );
    }
    return await whileRead(streams, session, runLines(shell, session, options, streams, sink));
  } finally {
    session.close();
    await sink.written();
  }
}

/** What the configuration makes of the options; null if that is nothing, which is told. */
async function beginningOf(
  options: ReplOptions,
  { errors }: ReplStreams,
): Promise<Beginning | null> {
  try {
    const beginning = await begin(options);
    for (const warning of beginning.warnings) errors.write(`${warning}\n`);
    return beginning;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    errors.write(`${error.message}\n`);
    return null;
  }
}

async function runLines(
  shell: Shell,
  session: Session,
  { failOnError = false }: ReplOptions,
  { input }: ReplStreams,
  sink: Sink,
): Promise<number> {
  let hasFailed = false;
  for await (const line of linesOf(input)) {
    if (!await shell.run(line)) break;
    hasFailed ||= shell.lastOutcome !== "answered";
    if (session.isStreaming) {
      await session.streamed();
      return 1;
    }
    await sink.written();
  }
  return hasFailed && failOnError ? 1 : 0;
}

/** The status; 1 when nobody reads the output any more, as `head` does when it has enough. */
function whileRead(
  { output }: ReplStreams,
  session: Session,
  status: Promise<number>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    status.then(resolve, reject);
    output.on("error", () => {
      session.interrupt();
      resolve(1);
    });
  });
}

/** Writes what a session says, and knows when it is on its way. */
class Sink implements SessionOutput {
  readonly #streams: ReplStreams;
  #written: Promise<unknown> = Promise.resolve();

  constructor(streams: ReplStreams) {
    this.#streams = streams;
  }

  text(text: string): void {
    this.#written = write(this.#streams.output, text);
  }

  written(): Promise<unknown> {
    return this.#written;
  }

  problem(line: string): void {
    this.#streams.errors.write(`${line}\n`);
  }
}
