/** `\?`: what the prompt itself can do. */

import { toBytesText } from "../print/utf8.ts";
import { find } from "./find.ts";
import { type OwnCommand, OwnError } from "./command.ts";

/** A longer usage has a line of its own. */
const WIDE = 34;

export const HELP: OwnCommand = {
  name: "?",
  aliases: ["help"],
  usage: "[NAME]",
  summary: "list these commands, or explain one",
  run({ commands, output }, [name]) {
    if (name === undefined) {
      const uses = commands.map(useOf);
      const width = Math.max(...uses.map(({ length }) => length).filter((each) => each <= WIDE));
      const lines = commands.map(({ summary }, i) =>
        uses[i].length <= WIDE
          ? `${uses[i].padEnd(width)}  ${summary}\n`
          : `${uses[i]}\n${" ".repeat(width)}  ${summary}\n`
      );
      output.text(toBytesText(lines.join("")));
      return Promise.resolve();
    }
    const found = find(commands, name.replace(/^\\/, ""));
    if (typeof found === "string") throw new OwnError(found);
    const { aliases = [], details, summary } = found;
    const also = aliases.length === 0
      ? ""
      : `also: ${aliases.map((one) => `\\${one}`).join(" ")}\n`;
    output.text(toBytesText(
      `${useOf(found)}\n${summary}\n${also}${details === undefined ? "" : `${details}\n`}`,
    ));
    return Promise.resolve();
  },
  complete: ({ commands }) =>
    Promise.resolve(commands.map(({ name, summary }) => ({ text: name, note: summary }))),
};

function useOf({ name, usage }: OwnCommand): string {
  return `\\${name} ${usage}`.trimEnd();
}
