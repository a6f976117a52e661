/** Lines that servers take are not marked as wrong; lines that they refuse are. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { lookAt } from "../../../lib/repl/assist/look.ts";
import { CommandBook } from "../../../lib/repl/assist/specs/book.ts";
import { MORE_COMMANDS } from "../../../lib/repl/assist/specs/more_commands.ts";
import { RIGHT_LINES, WRONG_LINES } from "./lines.ts";

/** What is marked in a line that somebody has typed to its end. */
function errorsIn(line: string, book: CommandBook): string[] {
  const text = `${line}\nping`;
  const { spans } = lookAt(text, text.length, { book, own: [] });
  return spans.filter(({ kind }) => kind === "error").map(({ start, end }) =>
    text.slice(start, end)
  );
}

function judge(book: CommandBook): void {
  const marked = RIGHT_LINES.map((line) => [line, errorsIn(line, book)] as const)
    .filter(([, errors]) => errors.length > 0);
  assert.deepEqual(marked, []);
  const missed = WRONG_LINES.filter(([line]) => errorsIn(line, book).length === 0);
  assert.deepEqual(missed, []);
  const elsewhere = WRONG_LINES.filter(([line, wrong]) => errorsIn(line, book)[0] !== wrong);
  assert.deepEqual(elsewhere, []);
}

test("repl: by our own table, right lines are right and wrong ones wrong", () => {
  judge(new CommandBook([COMMANDS, MORE_COMMANDS], true));
});
