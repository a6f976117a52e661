/** For tests of the prompt: servers without sockets, and streams that are strings. */

import { PassThrough } from "node:stream";
import type { Transport } from "../../lib/client/client.ts";
import type { ReplInput, ReplOutput, ReplStreams } from "../../lib/repl/options.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { ReplyDecoder } from "../../lib/resp/reply_decoder.ts";

/** Answers a request, given as its words, in RESP; null hangs up, and "" says nothing. */
export type Answer = (request: string, say: (wire: string) => void) => string | null;

export interface FakeServer {
  readonly transport: Transport;
  /** All requests so far, but for those of whoever asks what commands there are. */
  readonly heard: readonly string[];
  /** False: nobody can connect. */
  isUp: boolean;
  /** True: who connects waits for ever. */
  isSilent: boolean;
  /** Hangs up on everybody. */
  hangUp(): void;
}

/** A server that answers as it is told. In its answers `|` stands for a line end. */
export function fakeServer(answer: Answer): FakeServer {
  const hangingUp = new Set<() => void>();
  const requests: { readonly request: string; readonly connection: { isCurious: boolean } }[] = [];
  const server: FakeServer = {
    get heard() {
      return requests.filter(({ connection }) => !connection.isCurious)
        .map(({ request }) => request);
    },
    isUp: true,
    isSilent: false,
    hangUp: () => hangingUp.forEach((close) => close()),
    transport: (events) => {
      if (server.isSilent) return new Promise(() => {});
      if (!server.isUp) {
        return Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
      }
      const close = () => {
        if (hangingUp.delete(close)) events.close(undefined);
      };
      hangingUp.add(close);
      const say = (wire: string) => events.data(fromLatin1(wire.replaceAll("|", "\r\n")));
      const decoder = new ReplyDecoder();
      const connection = { isCurious: false };
      const write = (bytes: Uint8Array) => {
        decoder.push(bytes);
        for (let request; (request = decoder.next()) !== undefined;) {
          if (request.type !== "array") throw new Error("A request is an array");
          const words = request.items.map((item) =>
            item.type === "bulk" ? latin1(item.bytes, 0, item.bytes.length) : `<${item.type}>`
          );
          const line = words.join(" ");
          requests.push({ request: line, connection });
          if (/^COMMAND\b/.test(line)) connection.isCurious = true;
          const wire = connection.isCurious ? "-ERR unknown command|" : answer(line, say);
          queueMicrotask(() => wire === null ? close() : say(wire));
        }
      };
      return Promise.resolve({ write, close });
    },
  };
  return server;
}

export interface FakeStreams extends ReplStreams {
  readonly input: ReplInput & PassThrough;
  /** All that was written, to both outputs, in order; as Latin-1. */
  written(): string;
}

/** Streams of a pipe, or of a terminal of 80 columns. */
export function fakeStreams(isTerminal: boolean): FakeStreams {
  let written = "";
  const collector = () => {
    const stream = new PassThrough();
    stream.on("data", (bytes: Uint8Array) => written += latin1(bytes, 0, bytes.length));
    return stream;
  };
  const input: ReplInput & PassThrough = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const output: ReplOutput = Object.assign(collector(), { isTTY: isTerminal, columns: 80 });
  return { input, output, errors: collector(), written: () => written };
}

/** Lets everything run that is due. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
