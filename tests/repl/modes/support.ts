/** Modes of the prompt, run in this process with a clock that is moved by hand. */

import type { ModeHost } from "../../../lib/repl/modes/mod.ts";
import { runMode } from "../../../lib/repl/modes/mod.ts";
import type { ModeName, ReplOptions } from "../../../lib/repl/options.ts";
import { RespClient, type Transport } from "../../../lib/client/client.ts";
import { wordsOf } from "../../../lib/repl/words.ts";
import { fromLatin1, latin1 } from "../../../lib/resp/args.ts";
import { fakeStreams } from "../talk.ts";

export interface ModeRun {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

export interface ModeSetting {
  /** What comes in. */
  readonly input?: string;
  /** Whether output and errors are terminals. */
  readonly isTerminal?: boolean;
  /** Whether the clock is the real one: for servers that need a moment. */
  readonly isRealTime?: boolean;
  /** How far the clock goes whenever it is looked at. */
  readonly tickMs?: number;
  /** Is called with each wait, and what Ctrl-C does; the clock has gone on by then. */
  readonly onWait?: (waits: number, interrupt: () => void) => void;
  /** Is called with all of the output so far, whenever there is more. */
  readonly onOutput?: (output: string, interrupt: () => void) => void;
}

/** A server of which each byte is known: hears what it is sent, in whatever pieces. */
export function scripted(
  hear: (text: string, say: (text: string) => void, hangUp: () => void) => void,
): Transport {
  return (events) => {
    const hangUp = () => events.close(undefined);
    return Promise.resolve({
      write: (bytes) => {
        const text = latin1(bytes, 0, bytes.length);
        queueMicrotask(() => hear(text, (answer) => events.data(fromLatin1(answer)), hangUp));
      },
      close: hangUp,
    });
  };
}

/** Sends commands, as they are typed, to a server on this port; all must be accepted. */
export async function tell(port: number, lines: readonly string[]): Promise<void> {
  const client = await RespClient.connect({ target: { host: "127.0.0.1", port } });
  const replies = await Promise.all(lines.map((line) => client.send(wordsOf(line)!)));
  client.close();
  for (const reply of replies) {
    if (reply.type === "error") throw new Error(reply.text);
  }
}

/** Runs a mode to its end. */
export async function runModeHere(
  mode: ModeName,
  options: ReplOptions,
  setting: ModeSetting = {},
): Promise<ModeRun> {
  const { input = "", isTerminal = false, isRealTime, tickMs = 0, onWait, onOutput } = setting;
  const streams = fakeStreams(isTerminal);
  const errors = fakeStreams(isTerminal);
  streams.input.end(fromLatin1(input));
  let [nowMs, waits] = [0, 0];
  let interrupt = () => {};
  const host: ModeHost = {
    onInterrupt: (act) => {
      interrupt = act;
      return () => {};
    },
    now: () => nowMs += tickMs,
    wait: async (ms) => {
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
      onWait?.(++waits, interrupt);
    },
  };
  streams.output.on("data", () => onOutput?.(streams.written(), interrupt));
  const status = await runMode(
    { ...options, mode },
    { input: streams.input, output: streams.output, errors: errors.output },
    isRealTime ? undefined : host,
  );
  await new Promise((resolve) => setImmediate(resolve));
  return { status, output: streams.written(), errors: errors.written() };
}
