/** `\save` and `\run`: lines under a name. */

import { fromBytesText, toBytesText } from "../print/utf8.ts";
import { holdsSecret } from "../edit/secrets.ts";
import { argumentsOf, filledIn } from "../snippets.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";

const NAMES = (context: OwnContext) =>
  Promise.resolve(
    context.snippets.all().map(([text, lines]) => ({ text, note: lines.join("; ") })),
  );

export const SAVE: OwnCommand = {
  name: "save",
  usage: "NAME [LINES | COMMAND]",
  summary: "keep the last line, or more of them, or a command under a name",
  details: String.raw`\save cleanup           the last line
\save cleanup 3         the last three lines
\save cleanup DEL $1    this line; $1, $2 … are arguments of \run, and $* is all of them
\save --forget cleanup  none any more`,
  args: [null],
  complete: NAMES,
  run({ history, snippets, output }, words, rest) {
    const [name, ...more] = words;
    if (name === undefined) throw new OwnError("\\save needs a name");
    if (name === "--forget") {
      if (snippets.get(more[0] ?? "") === null) throw unknown(more[0] ?? "");
      snippets.set(more[0], null);
      return Promise.resolve();
    }
    const isCount = more.length === 1 && /^\d+$/.test(more[0]);
    const lines = more.length > 0 && !isCount
      ? [rest.replace(/^\S+\s+/, "")]
      : history.filter((line) => !/^\s*\\save\b/.test(line)).slice(0, Number(more[0] ?? 1))
        .reverse();
    if (lines.length === 0) throw new OwnError("There is no line to save");
    const texts = lines.filter((line) => line.trim() !== "");
    if (texts.some(holdsSecret)) throw new OwnError("Not saved: there is a password in it");
    snippets.set(name, texts);
    const needed = argumentsOf(texts);
    output.text(toBytesText(
      `${texts.map((line) => `  ${line}\n`).join("")}Run it by \\run ${name}${
        Array.from({ length: needed }, (_, i) => ` $${i + 1}`).join("")
      }\n`,
    ));
    return Promise.resolve();
  },
};

export const RUN: OwnCommand = {
  name: "run",
  usage: "[NAME [ARGUMENT...]]",
  summary: "run what \\save kept; without a name, list it",
  details: "It ends at the first line that fails.",
  args: [null],
  complete: (context, done) => done.length === 0 ? NAMES(context) : Promise.resolve([]),
  async run(context, [name, ...args]) {
    const { snippets, output, signal, terminal } = context;
    if (name === undefined) return list(context);
    const lines = snippets.get(name);
    if (lines === null) throw unknown(name);
    const needed = argumentsOf(lines);
    if (args.length < needed) {
      throw new OwnError(`\\run ${name} needs ${needed} argument${needed === 1 ? "" : "s"}`);
    }
    const texts = args.map(fromBytesText);
    for (const [i, line] of lines.entries()) {
      if (signal.aborted) return;
      const filled = filledIn(line, texts);
      if (terminal.isInteractive) output.text(toBytesText(`> ${filled}\n`));
      if (await context.runLine(filled)) continue;
      const left = lines.length - i - 1;
      if (left > 0) output.problem(`${left} more line${left === 1 ? " was" : "s were"} not run`);
      return;
    }
  },
};

function list({ snippets, output }: OwnContext): void {
  const all = snippets.all();
  if (all.length === 0) throw new OwnError("Nothing is saved yet: \\save NAME keeps the last line");
  const width = Math.max(...all.map(([name]) => name.length));
  output.text(toBytesText(
    all.map(([name, lines]) => `${name.padEnd(width)}  ${lines.join("; ")}\n`).join(""),
  ));
}

function unknown(name: string): OwnError {
  return new OwnError(`Nothing is saved under the name ${name}: \\run lists what is`);
}
