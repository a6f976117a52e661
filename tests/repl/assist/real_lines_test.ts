/** Lines that servers take are not marked as wrong; lines that they refuse are. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { lookAt } from "../../../lib/repl/assist/look.ts";
import { CommandBook } from "../../../lib/repl/assist/specs/book.ts";
import { MORE_COMMANDS } from "../../../lib/repl/assist/specs/more_commands.ts";
import { RIGHT_LINES, WRONG_LINES } from "./lines.ts";
import { hasRedis, type LiveServer, ownServer, redisServer } from "./servers.ts";

/** What is marked in a line that somebody has typed to its end. */
function errorsIn(line: string, book: CommandBook): string[] {
  const text = `${line}\nping`;
  const { spans } = lookAt(text, text.length, { book, own: [] });
  return spans.filter(({ kind }) => kind === "error").map(({ start, end }) =>
    text.slice(start, end)
  );
}

/** Whether the server has the command of a line. */
function knows(book: CommandBook, line: string): boolean {
  return book.find(line.split(" ")) !== null;
}

function judge(book: CommandBook): void {
  const right = RIGHT_LINES.filter((line) => knows(book, line));
  assert.ok(right.length > 200);
  assert.deepEqual(
    right.map((line) => [line, ...errorsIn(line, book)]),
    right.map((line) => [line]),
  );
  // A name that does not exist is the one thing wrong that no server must know.
  const wrong = WRONG_LINES.filter(([line]) => line.startsWith("gett") || knows(book, line));
  assert.deepEqual(wrong.map(([line]) => [line, errorsIn(line, book)[0]]), wrong);
}

test("repl: by our own table, right lines are right and wrong ones wrong", () => {
  judge(new CommandBook([COMMANDS, MORE_COMMANDS], true));
});

/** Some commands look at their options only if there is a key. */
const PREPARATIONS = [
  ...["set k v", "rpush l a", "hset h f v", "zadd z 1 a", "geoadd g 1 2 a 1 3 b", "xadd s 1-1 a b"],
];

const SERVERS: readonly (readonly [name: string, isThere: boolean, open: () => LiveServer])[] = [
  ["our own server", true, ownServer],
  ["redis-server", hasRedis, redisServer],
];

for (const [name, isThere, open] of SERVERS) {
  test(`repl: by what ${name} says of its commands, too`, { skip: !isThere }, async () => {
    await using server = open();
    for (const protocol of [2, 3] as const) {
      const ask = await server.ask(protocol);
      const book = new CommandBook([]);
      await book.load(ask, new AbortController().signal);
      judge(book);
      if (protocol === 3) continue;
      for (const line of PREPARATIONS) await ask(line.split(" "), new AbortController().signal);
      for (const [line] of WRONG_LINES) {
        if (!knows(book, line)) continue;
        const reply = await ask(line.split(" "), new AbortController().signal);
        assert.equal(reply.type, "error", line);
      }
    }
  });
}
