/** `\history`: lines typed before. */

import { toBytesText } from "../print/utf8.ts";
import type { OwnCommand } from "./command.ts";

const LINES = 20;

export const HISTORY: OwnCommand = {
  name: "history",
  usage: "[NUMBER] [TEXT]",
  summary: "the last lines, or those with a text in them",
  args: [null],
  run({ history, output }, words, rest) {
    const isCount = /^\d+$/.test(words[0] ?? "");
    const text = (isCount ? rest.replace(/^\S+\s*/, "") : rest).toLowerCase();
    const found = history.filter((line) => line.toLowerCase().includes(text));
    const lines = found.slice(0, isCount ? Number(words[0]) : LINES).reverse();
    output.text(toBytesText(lines.map((line) => `${line}\n`).join("")));
    return Promise.resolve();
  },
};
