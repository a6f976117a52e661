/** `\more`: what was cut. */

import type { OwnCommand } from "./command.ts";

export const MORE: OwnCommand = {
  name: "more",
  usage: "",
  summary: "show the next screen of a reply that was cut",
  run({ output }) {
    const text = output.screen?.more() ?? null;
    if (text === null) output.problem("There is no more");
    else output.text(text);
    return Promise.resolve();
  },
};
