/** The reply to EXEC, each part under the command that it answers. */

import { typeable } from "../assist/names/quoting.ts";
import { textsOf } from "../words.ts";
import type { Printer } from "./printer.ts";
import { toBytesText } from "./utf8.ts";

type Words = readonly Uint8Array[];

/**
 * Prints what EXEC is answered as the replies to `queued`, and else as `printer` does; `paint`
 * colours the commands.
 */
export function labelled(
  printer: Printer,
  queued: readonly Words[],
  paint: (text: string) => string = String,
): Printer {
  return {
    isForPeople: printer.isForPeople,
    push: (reply) => printer.push(reply),
    reply: (reply, words) => {
      const isTheirs = reply.type === "array" && reply.items.length === queued.length;
      if (!isTheirs || queued.length === 0) return printer.reply(reply, words);
      return reply.items.map((item, i) => {
        const number = `${i + 1}) `.padStart(String(queued.length).length + 2);
        const label = textsOf(queued[i]).map(typeable).join(" ");
        const answer = indented(printer.reply(item, queued[i]), " ".repeat(number.length));
        return `${number}${paint(toBytesText(label))}\n${answer}`;
      }).join("");
    },
  };
}

function indented(text: string, margin: string): string {
  return text.replace(/\n$/, "").split("\n").map((line) => `${margin}${line}\n`).join("");
}
