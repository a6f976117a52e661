/** One question to a server, on a connection of its own. */

import net from "node:net";

/** The first line of the reply, without its end: `+PONG`, `:12`, `-LOADING …`. */
export async function ask(port: number, ...words: readonly (string | number)[]): Promise<string> {
  return await exchange(port, words, (text) => {
    const end = text.indexOf("\r\n");
    return end < 0 ? undefined : text.slice(0, end);
  });
}

/** The bulk string that the reply is. */
export async function askText(port: number, ...words: readonly string[]): Promise<string> {
  return await exchange(port, words, (text) => {
    const head = /^\$(\d+)\r\n/.exec(text);
    const length = Number(head?.[1]);
    const start = head?.[0].length ?? 0;
    return head !== null && text.length >= start + length + 2
      ? text.slice(start, start + length)
      : undefined;
  });
}

function exchange(
  port: number,
  words: readonly (string | number)[],
  read: (text: string) => string | undefined,
): Promise<string> {
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
      const reply = read(text);
      if (reply === undefined) return;
      socket.removeAllListeners("close");
      socket.destroy();
      resolve(reply);
    });
  });
}
