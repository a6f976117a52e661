/** `\repeat`: a line again and again. */

import { paused } from "../paused.ts";
import { type OwnCommand, OwnError } from "./command.ts";
import { readDuration } from "./duration.ts";

const REPEATED = /^(\S+)\s+(?:(\d*\.?\d+(?:ms|s|m)?)\s+(?=\S))?(.+)$/s;

export const REPEAT: OwnCommand = {
  name: "repeat",
  usage: "TIMES [INTERVAL] LINE",
  summary: "run a line so many times; Ctrl-C ends it",
  details: String.raw`\repeat 10 PING            at once
\repeat 10 0.5 DBSIZE      every half second; 500ms and 2m are understood, too
\repeat forever 1 DBSIZE   until Ctrl-C`,
  args: [["10", "forever"], "line"],
  async run(context, _, rest) {
    const [, times = "", interval = "0", line = ""] = REPEATED.exec(rest) ?? [];
    if (!/^([1-9]\d*|forever)$/.test(times) || line === "") {
      throw new OwnError("\\repeat needs a number of times, or forever, and a line");
    }
    const pauseMs = readDuration(interval)!;
    const last = times === "forever" ? Infinity : Number(times);
    for (let i = 1; !context.signal.aborted; i++) {
      if (!await context.runLine(line, { isAgain: i > 1 }) || i >= last) return;
      await paused(pauseMs, context.signal);
    }
  },
};
