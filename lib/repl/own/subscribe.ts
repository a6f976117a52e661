/** `\subscribe`: messages of channels, while the prompt's own connection stays as it is. */

import { fromLatin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";
import { formatJsonText, jsonTextOf } from "../print/values/json.ts";
import { quotedText } from "../print/values/text.ts";
import type { Theme } from "../print/theme.ts";
import { type OwnCommand, OwnError } from "./command.ts";
import { isPattern } from "./glob.ts";
import { itemsOf, textOf, themeOf } from "./look.ts";
import { listen } from "./monitor.ts";
import { optionsIn, positive } from "./options.ts";

export const SUBSCRIBE: OwnCommand = {
  name: "subscribe",
  usage: "CHANNEL|PATTERN… [max=N]",
  summary: "messages of channels, as they come; Ctrl-C returns to the prompt",
  details: "What has *, ? or [ in it is a pattern. It has a connection of its own.",
  args: ["channel"],
  async run(context, words) {
    const { options, rest } = optionsIn(words, ["max"]);
    if (rest.length === 0) throw new OwnError("\\subscribe needs a channel or a pattern");
    const max = positive(options.max, "max", Infinity);
    const theme = themeOf(context);
    let shown = 0;
    const commands = rest.map((name) => [isPattern(name) ? "PSUBSCRIBE" : "SUBSCRIBE", name]);
    await listen(context, commands, (reply, end) => {
      const text = messageText(reply, theme, context.terminal.columns);
      if (text === null || shown >= max) return;
      context.output.text(text);
      if (++shown === max) end();
    });
  },
};

/** A message in a line: time (UTC), channel, payload; null for all else that a server says. */
function messageText(reply: Reply, theme: Theme, columns: number): string | null {
  const [kind, ...rest] = itemsOf(reply);
  const type = textOf(kind);
  if (type !== "message" && type !== "pmessage") return null;
  const [payload, channel] = rest.reverse();
  const time = new Date().toISOString().slice(11, 23);
  const name = quotedText(fromLatin1(textOf(channel) ?? "")).slice(1, -1);
  const bytes = payload.type === "bulk" ? payload.bytes : fromLatin1(textOf(payload) ?? "");
  const json = jsonTextOf(bytes);
  const text = json === null
    ? theme.string(quotedText(bytes))
    : formatJsonText(json, theme, "  ", columns - time.length - name.length - 2);
  return `${theme.note(time)} ${theme.key(name)} ${text}\n`;
}
