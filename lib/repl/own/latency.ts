/** `\latency`: how long a PING takes, again and again. */

import { fromLatin1 } from "../../resp/args.ts";
import { paused } from "../paused.ts";
import { bar, doublings, percentile, sparkline } from "./charts.ts";
import { type OwnCommand, OwnError } from "./command.ts";
import { readDuration } from "./duration.ts";
import { themeOf } from "./look.ts";
import { optionsIn, positive } from "./options.ts";
import { Redrawn } from "./redrawn.ts";

/** Between two questions, and between two pictures. */
const [PAUSE_MS, DRAW_MS] = [10, 500];
const SAMPLES_MAX = 100_000;
const [UNIT_MS, RANGES_MAX] = [0.0625, 10];

export const LATENCY: OwnCommand = {
  name: "latency",
  usage: "[DURATION] [times=N]",
  summary: "how long PING takes: p50, p99, max, and a chart; Ctrl-C ends it",
  details: "DURATION is how long to measure, such as 10s; without it, until Ctrl-C.",
  async run(context, words) {
    const { options, rest } = optionsIn(words, ["times"]);
    const durationMs = rest.length === 0 ? Infinity : readDuration(rest[0]);
    if (durationMs === null || rest.length > 1) throw new OwnError("DURATION is such as 10s or 1m");
    const times = positive(options.times, "times", Infinity);
    const { signal, terminal } = context;
    const client = await context.connectAnother();
    const ping = [fromLatin1("PING")];
    const picture = new Redrawn(context);
    const theme = themeOf(context);
    const samples: number[] = [];
    const recent: number[] = [];
    const begin = performance.now();
    let drawnAt = begin;
    let count = 0;
    let max = 0;
    const draw = () => {
      const sorted = samples.toSorted((a, b) => a - b);
      const ms = (value: number) => theme.number(`${value.toFixed(2)} ms`);
      const [p50, p99] = [0.5, 0.99].map((share) => percentile(sorted, share));
      const ranges = doublings(samples, UNIT_MS).slice(0, RANGES_MAX);
      const most = Math.max(...ranges.map((range) => range.count), 1);
      const width = Math.max(10, Math.min(40, terminal.columns - 34));
      picture.draw([
        `PING ${count.toLocaleString("en")} times: p50 ${ms(p50)}  p99 ${ms(p99)}  max ${ms(max)}`,
        theme.key(sparkline(recent, Math.max(10, terminal.columns - 2))),
        ...ranges.map((range) =>
          `${theme.note(`≤ ${range.upTo.toFixed(2)} ms`.padStart(13))} ${
            theme.key(bar(range.count, most, width))
          } ${range.count.toLocaleString("en")}`
        ),
      ]);
    };
    while (!signal.aborted && count < times && performance.now() - begin < durationMs) {
      const start = performance.now();
      const reply = await client.send(ping);
      if (reply.type === "error") throw new OwnError(reply.text);
      const elapsed = performance.now() - start;
      if (samples.length === SAMPLES_MAX) samples[count % SAMPLES_MAX] = elapsed;
      else samples.push(elapsed);
      count++;
      max = Math.max(max, elapsed);
      recent.push(elapsed);
      if (recent.length > 1000) recent.shift();
      if (terminal.isInteractive && performance.now() - drawnAt > DRAW_MS) {
        draw();
        drawnAt = performance.now();
      }
      await paused(PAUSE_MS, signal);
    }
    if (count > 0) draw();
  },
};
