/** `\quit`. */

import type { OwnCommand } from "./command.ts";

export const QUIT: OwnCommand = {
  name: "quit",
  aliases: ["q"],
  usage: "",
  summary: "leave",
  run: ({ leave }) => Promise.resolve(leave()),
};
