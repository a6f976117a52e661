/** A server that answers everything with the same bytes, and knows how to shake hands. */

import { Buffer } from "node:buffer";
import net from "node:net";
import { latin1 } from "../../../lib/resp/args.ts";
import { ReplyDecoder } from "../../../lib/resp/reply_decoder.ts";

const HELLO = "%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n";

export interface ScriptedServer extends Disposable {
  readonly port: number;
  /** What it answers, one character a byte; empty: it hangs up. */
  wire: string;
  /** Instead of that: the answer to a request, given as its words. */
  answer?: (request: string) => string;
  /** What it heard besides handshakes, the words with blanks in between. */
  readonly heard: string[];
}

/** Listens on a free port of this machine. */
export function scriptedServer(): Promise<ScriptedServer> {
  const sockets = new Set<net.Socket>();
  const heard: string[] = [];
  const listener = net.createServer((socket) => {
    sockets.add(socket);
    const decoder = new ReplyDecoder();
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      decoder.push(new Uint8Array(bytes as Uint8Array));
      for (let request; (request = decoder.next()) !== undefined;) {
        const words = request.type === "array" ? request.items : [];
        const texts = words.map((word) =>
          word.type === "bulk" ? latin1(word.bytes, 0, word.bytes.length) : word.type
        );
        if (/^hello$/i.test(texts[0])) {
          socket.write(HELLO);
          continue;
        }
        heard.push(texts.join(" "));
        const wire = server.answer?.(texts.join(" ")) ?? server.wire;
        if (wire === "") socket.destroy();
        else socket.write(Buffer.from(wire, "latin1"));
      }
    });
  });
  const server: ScriptedServer & { port: number } = {
    port: 0,
    wire: "",
    heard,
    [Symbol.dispose]: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return new Promise((resolve) => {
    listener.listen(0, "127.0.0.1", () => {
      server.port = (listener.address() as net.AddressInfo).port;
      resolve(server);
    });
  });
}
