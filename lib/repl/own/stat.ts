/** `\stat`: what a server does, second by second. */

import { fromLatin1 } from "../../resp/args.ts";
import { infoFields, keyCount } from "../info.ts";
import { paused } from "../paused.ts";
import { sparkline } from "./charts.ts";
import { type OwnCommand, OwnError } from "./command.ts";
import { readDuration } from "./duration.ts";
import { bytesText, textOf, themeOf } from "./look.ts";
import { optionsIn, positive } from "./options.ts";
import { Redrawn } from "./redrawn.ts";

type Info = ReadonlyMap<string, string>;

/** A row: its name, its value out of two answers that are so many seconds apart, and how it looks. */
interface Row {
  readonly name: string;
  value(now: Info, before: Info | null, seconds: number): number | undefined;
  text(value: number): string;
}

const count = (value: number) => Math.round(value).toLocaleString("en");
const plain = (name: string, field: string): Row => ({
  name,
  value: (now) => numberIn(now, field),
  text: count,
});
/** What grows, by the second. */
const rate = (name: string, field: string, text: (value: number) => string = count): Row => ({
  name,
  value: (now, before, seconds) => {
    const [later, earlier] = [now, before].map((info) => info && numberIn(info, field));
    if (typeof later !== "number" || typeof earlier !== "number") return undefined;
    return Math.max(0, later - earlier) / seconds;
  },
  text,
});

const ROWS: readonly Row[] = [
  rate("commands/s", "total_commands_processed"),
  { ...plain("memory", "used_memory"), text: (value) => bytesText(value) },
  plain("clients", "connected_clients"),
  plain("blocked", "blocked_clients"),
  { name: "keys", value: (info) => keyCount(info), text: count },
  {
    name: "hits",
    value: (now, before) => {
      const part = (field: string) =>
        (numberIn(now, field) ?? 0) - (before ? numberIn(before, field) ?? 0 : 0);
      const hits = part("keyspace_hits");
      const all = hits + part("keyspace_misses");
      return all > 0 ? 100 * hits / all : undefined;
    },
    text: (value) => `${value.toFixed(1)} %`,
  },
  rate("in/s", "total_net_input_bytes", (value) => bytesText(Math.round(value))),
  rate("out/s", "total_net_output_bytes", (value) => bytesText(Math.round(value))),
  rate("expired/s", "expired_keys"),
  rate("evicted/s", "evicted_keys"),
];
const HISTORY_MAX = 600;

export const STAT: OwnCommand = {
  name: "stat",
  usage: "[SECONDS] [times=N]",
  summary: "commands a second, memory, clients, with charts; Ctrl-C ends it",
  details: "SECONDS is the time between two looks; by default 1.",
  async run(context, words) {
    const { options, rest } = optionsIn(words, ["times"]);
    const intervalMs = rest.length === 0 ? 1000 : readDuration(rest[0]);
    if (intervalMs === null || rest.length > 1) throw new OwnError("SECONDS is such as 1 or 500ms");
    const times = positive(options.times, "times", Infinity);
    const { signal, terminal } = context;
    const theme = themeOf(context);
    const client = await context.connectAnother();
    const picture = new Redrawn(context);
    const histories = ROWS.map((): (number | undefined)[] => []);
    let before: Info | null = null;
    let lookedAt = performance.now();
    for (let i = 1; i <= times && !signal.aborted; i++) {
      const reply = await client.send([fromLatin1("INFO")]);
      if (reply.type === "error") throw new OwnError(reply.text);
      const now = performance.now();
      const info = infoFields(textOf(reply) ?? "");
      const seconds = Math.max(0.001, (now - lookedAt) / 1000);
      lookedAt = now;
      const width = Math.max(10, terminal.columns - 28);
      const lines = ROWS.map((row, place) => {
        const value = row.value(info, before, seconds);
        const history = histories[place];
        history.push(value);
        if (history.length > HISTORY_MAX) history.shift();
        const text = (value === undefined ? "–" : row.text(value)).padStart(12);
        return `${theme.key(row.name.padEnd(11))} ${theme.number(text)}  ${
          theme.note(sparkline(history, width))
        }`;
      });
      before = info;
      picture.draw(lines);
      if (i < times) await paused(intervalMs, signal);
    }
  },
};

function numberIn(info: Info, field: string): number | undefined {
  const text = info.get(field);
  return text === undefined ? undefined : Number(text);
}
