/** `\e`: the last line, or another one, in the person's own editor. */

import { type OwnCommand, OwnError } from "./command.ts";

export const EDIT: OwnCommand = {
  name: "e",
  aliases: ["edit"],
  usage: "[TEXT]",
  summary: "edit the last line, or a text, in $EDITOR; then Enter runs it",
  isText: true,
  async run({ editElsewhere, history, draft, terminal }, _, rest) {
    if (!terminal.isInteractive) throw new OwnError("\\e needs a terminal");
    const last = history.find((line) => !/^\s*\\e(dit)?\b/.test(line)) ?? "";
    const text = await editElsewhere(rest === "" ? last : rest);
    if (text !== null) draft(text);
  },
};
