/** The assistant and the server agree: what is marked as wrong is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import type { ArgSpec, CommandSpec } from "../../../lib/commands/spec.ts";
import { lookAt } from "../../../lib/repl/assist/look.ts";
import { CommandBook } from "../../../lib/repl/assist/specs/book.ts";
import { testEngine } from "../../support/engine.ts";
import { randomFrom } from "../../support/random.ts";

const LINES = 3000;
const BOOK = new CommandBook([COMMANDS], true);

/** One key of each type; without a key, a command may not look at what follows. */
const KEYS: Readonly<Record<string, string>> = {
  string: "k",
  bitmap: "k",
  list: "l",
  hash: "h",
  set: "s",
  "sorted-set": "z",
  geo: "g",
  stream: "x",
};
const PREPARATIONS = [
  ...[
    "DEL k l h s z g x",
    "SET k 5",
    "RPUSH l a b 1",
    "HSET h a 1 b 2",
    "SADD s a b 1",
    "ZADD z 1 a 2 b",
  ],
  ...["GEOADD g 1 2 a 1 3 b", "XADD x 5-1 a b", "XGROUP CREATE x a 0"],
];
const FAMILIES = new Set(Object.keys(KEYS));
const WORDS = [
  ...["k", "l", "a", "b", "0", "1", "2", "-1", "1.5", "(1", "[a", "-", "+", "$", ">", "*", "0-0"],
  ...["5-1", "inf", "=", "~", "#", "u8", "abc", "10", "km"],
];

class Writer {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** One of them. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)];
  }

  /** A line of the command: by its own syntax, and then, perhaps, a little wrong. */
  line({ name, group, args = [] }: CommandSpec): string[] {
    const tokens = tokensIn(args);
    const words = [name, ...this.#args(args, KEYS[group] ?? "k")];
    for (let changes = Math.floor(this.#random() * 3); changes > 0; changes--) {
      const at = 1 + Math.floor(this.#random() * words.length);
      const word = this.pick(this.#random() < 0.5 && tokens.length > 0 ? tokens : WORDS);
      words.splice(at, this.pick([0, 1]), ...this.pick([[], [word], words.slice(at - 1)]));
    }
    return words;
  }

  #args(args: readonly ArgSpec[], key: string): string[] {
    return args.flatMap((arg) => {
      if (arg.optional && this.#random() < 0.5) return [];
      return Array.from({ length: arg.multiple ? this.pick([1, 2, 3]) : 1 }, (_, i) => {
        const hasToken = arg.type !== "pure-token" && (i === 0 || arg.multipleToken);
        return [
          ...hasToken && arg.token !== undefined ? [arg.token] : [],
          ...this.#value(arg, key),
        ];
      }).flat();
    });
  }

  #value({ type, token, args = [] }: ArgSpec, key: string): string[] {
    switch (type) {
      case "pure-token":
        return [token!];
      case "oneof":
        return this.#args([{ ...this.pick(args), optional: false }], key);
      case "block":
        return this.#args(args, key);
      case "key":
        return [key];
      case "integer":
        return [this.pick(["0", "1", "2", "-1", "10"])];
      case "double":
        return [this.pick(["0", "1.5", "-1", "inf", "(1"])];
      case "unix-time":
        return ["1893456000000"];
      default:
        return [this.pick(WORDS)];
    }
  }
}

function tokensIn(args: readonly ArgSpec[]): string[] {
  return args.flatMap(({ token, args = [] }) => [...token ? [token] : [], ...tokensIn(args)]);
}

test("repl: whatever is marked as wrong, the server refuses", () => {
  const commands = (COMMANDS as readonly CommandSpec[]).filter(({ group, subcommands, flags }) =>
    FAMILIES.has(group) && subcommands === undefined && !flags?.includes("blocking")
  );
  const writer = new Writer(randomFrom(20));
  const client = testEngine();
  let [marked, refused] = [0, 0];
  for (let i = 0; i < LINES; i++) {
    for (const line of PREPARATIONS) client.command(...line.split(" "));
    const spec = writer.pick(commands);
    const words = writer.line(spec);
    const text = `${words.join(" ")}\nping`;
    const { spans } = lookAt(text, text.length, { book: BOOK, own: [] });
    const key = KEYS[spec.group];
    const isThere = spans.every(({ kind, start, end }) =>
      kind !== "key" || text.slice(start, end) === key
    );
    // Of an option that is given twice, the first value is not looked at.
    const options = words.filter((word) => tokensIn(spec.args ?? []).includes(word));
    const isTwice = new Set(options).size < options.length;
    const isMarked = spans.some(({ kind }) => kind === "error");
    const reply = client.command(...words);
    const isRefused = reply.startsWith("-");
    if (/^-ERR (syntax|wrong number)/.test(reply)) {
      refused++;
      if (isMarked) marked++;
    }
    if (isMarked && isThere && !isTwice) assert.ok(isRefused, `${words.join(" ")}: ${reply}`);
  }
  assert.ok(refused > LINES / 10, `${refused} were refused`);
  assert.ok(marked > refused * 0.7, `of ${refused} wrong lines ${marked} were marked`);
});
