/** `\keys`: names of keys as a tree, found by SCAN within bounds. */

import { fromLatin1 } from "../../resp/args.ts";
import { toBytesText } from "../print/utf8.ts";
import { quotedText } from "../print/values/text.ts";
import { asideOf } from "./aside.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";
import { KeyTree, treeLines } from "./key_tree.ts";
import { countText, itemsOf, numberOf, textOf, themeOf } from "./look.ts";
import { optionsIn, positive } from "./options.ts";

const PAGE = 1000;
const KEYS_MAX = 1_000_000;
const PROGRESS_MS = 100;
const ERASE_LINE = "\r\x1b[K";

export const KEYS: OwnCommand = {
  name: "keys",
  usage: "[PATTERN] [depth=N] [separator=TEXT] [width=N] [max=N]",
  summary: "names of keys as a tree, with how many there are below each",
  details: `depth      how many levels are told apart (2)
separator  what stands between the levels (:)
width      how many names are shown below one (10)
max        how many keys are looked at (${KEYS_MAX.toLocaleString("en")})
Ctrl-C shows what was found so far.`,
  args: ["pattern"],
  async run(context, words) {
    const { options, rest } = optionsIn(words, ["depth", "separator", "width", "max"]);
    if (rest.length > 1) throw new OwnError("\\keys takes one pattern");
    const [pattern = "*"] = rest;
    const { separator = ":" } = options;
    if (separator === "") throw new OwnError("separator must not be empty");
    const tree = new KeyTree(separator, positive(options.depth, "depth", 2));
    const seen = await scan(context, pattern, positive(options.max, "max", KEYS_MAX), tree);
    const { key, mark, note } = themeOf(context);
    const lines = treeLines(tree.root, {
      width: positive(options.width, "width", 10),
      name: (text) => key(shownName(text)),
      mark: (text) => mark(toBytesText(text)),
    });
    const whole = seen.isWhole
      ? ""
      : note(toBytesText(` (not all: ${seen.share} of the keys seen)`));
    context.output.text(
      `${countText(tree.root.count, "key")} ${pattern}${whole}\n${lines.join("\n")}${
        lines.length > 0 ? "\n" : ""
      }`,
    );
  },
};

/** Names are in Latin-1 already; what steers a terminal is escaped. */
function shownName(text: string): string {
  return quotedText(fromLatin1(text)).slice(1, -1);
}

/** Fills the tree; ends early at `max` keys, and on Ctrl-C. */
async function scan(
  context: OwnContext,
  pattern: string,
  max: number,
  tree: KeyTree,
): Promise<{ isWhole: boolean; share: string }> {
  const { signal, terminal } = context;
  const send = await asideOf(context);
  const all = numberOf(await send(["DBSIZE"])) ?? 0;
  let looked = 0;
  let toldAt = Date.now();
  let cursor = "0";
  const share = () => `${Math.min(100, Math.round(100 * looked / Math.max(1, all)))} %`;
  try {
    do {
      const reply = await send(["SCAN", cursor, "MATCH", pattern, "COUNT", String(PAGE)]);
      if (reply.type === "error") throw new OwnError(reply.text);
      const [next, keys] = itemsOf(reply);
      for (const item of itemsOf(keys)) tree.add(textOf(item) ?? "");
      cursor = textOf(next) ?? "0";
      looked += PAGE;
      if (terminal.isInteractive && Date.now() - toldAt > PROGRESS_MS) {
        toldAt = Date.now();
        terminal.write(
          `${ERASE_LINE}${share()} of ${all.toLocaleString("en")} keys, ${
            countText(tree.root.count, "match", "matches")
          } (Ctrl-C shows them)`,
        );
      }
    } while (cursor !== "0" && !signal.aborted && looked < max);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    if (terminal.isInteractive) terminal.write(ERASE_LINE);
  }
  return { isWhole: cursor === "0" && !signal.aborted, share: share() };
}
