/** One question to a server, on a connection of its own. */

import net from "node:net";

/** The first line of the reply, without its end: `+PONG`, `:12`, `-LOADING …`. */
export function ask(port: number, ...words: readonly (string | number)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const frame = words.map((word) => `$${`${word}`.length}\r\n${word}\r\n`).join("");
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.write(`*${words.length}\r\n${frame}`, "latin1");
    });
    let text = "";
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed the connection")));
    socket.on("data", (bytes: Uint8Array) => {
      text += new TextDecoder("latin1").decode(bytes);
      const end = text.indexOf("\r\n");
      if (end < 0) return;
      socket.removeAllListeners("close");
      socket.destroy();
      resolve(text.slice(0, end));
    });
  });
}
