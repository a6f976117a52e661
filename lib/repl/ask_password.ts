/** Asking for a password: on a terminal, stars stand for what is typed. */

import { Buffer } from "node:buffer";
import type { ReplStreams } from "./options.ts";

const QUESTION = "Please input password: ";

/** The line that is typed, or the first one of a pipe; null if there is none, or on Ctrl-C. */
export function askPassword({ input, output }: ReplStreams): Promise<string | null> {
  const isTerminal = input.isTTY === true && input.setRawMode !== undefined;
  if (isTerminal) {
    input.setRawMode!(true);
    output.write(QUESTION);
  }
  return new Promise((resolve) => {
    let typed = "";
    const finish = (answer: string | null, rest = "") => {
      input.off("data", read).off("end", ended);
      input.pause();
      if (isTerminal) {
        input.setRawMode!(false);
        output.write("\n");
      }
      if (rest !== "") input.unshift(Buffer.from(rest));
      resolve(answer);
    };
    const ended = () => finish(typed === "" ? null : typed);
    const read = (chunk: Uint8Array | string) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      const characters = [...text];
      for (const [i, character] of characters.entries()) {
        if (character === "\r" || character === "\n") {
          return finish(typed, characters.slice(i + 1).join(""));
        }
        if (isTerminal && (character === "\x03" || character === "\x04")) return finish(null);
        if (isTerminal && (character === "\x7f" || character === "\b")) {
          if (typed !== "") output.write("\b \b");
          typed = [...typed].slice(0, -1).join("");
        } else {
          typed += character;
          if (isTerminal) output.write("*");
        }
      }
    };
    input.on("data", read).on("end", ended);
  });
}
