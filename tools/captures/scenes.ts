/** What is captured: lines and keys, scene by scene. */

import fs from "node:fs";
import path from "node:path";
import { type Pane, passed } from "./pane.ts";
import { PORTS, type Size, type Stage } from "./stage.ts";

export interface Scene {
  /** Names the files. */
  readonly name: string;
  /** As wide is the image; without it, there is a text only. */
  readonly imageColumns?: number;
  /** Plays it, and has what the screen shows captured, once or more often. */
  act(stage: Stage, capture: (pane: Pane) => void): Promise<void>;
}

/** Lines, each with its reply, on one screen. */
function dialogue(
  name: string,
  lines: readonly string[],
  { args = ["@local"], imageColumns, ...size }: Size & {
    readonly args?: readonly string[];
    readonly imageColumns?: number;
  } = {},
): Scene {
  return {
    name,
    imageColumns,
    async act(stage, capture) {
      using pane = await stage.prompt(args, { columns: imageColumns ?? 90, ...size });
      for (const line of lines) await pane.enter(line);
      capture(pane);
    },
  };
}

/** The same in a shell. */
function commands(name: string, lines: readonly string[], size: Size = {}): Scene {
  return {
    name,
    async act(stage, capture) {
      using pane = await stage.shell(size);
      for (const line of lines) await pane.enter(line);
      capture(pane);
    },
  };
}

/** Lines that are typed and not sent, each on a screen of its own. */
function typing(
  name: string,
  lines: readonly (readonly string[])[],
  options: Size & { readonly imageColumns?: number; readonly history?: readonly string[] } = {},
): Scene {
  return {
    name,
    imageColumns: options.imageColumns,
    async act(stage, capture) {
      const size = { columns: options.imageColumns ?? 90, ...options };
      for (const [text, ...keys] of lines) {
        using pane = await stage.prompt(["@local"], size, options.history);
        await pane.type(text);
        for (const key of keys) await pane.press(key);
        await passed(keys.includes("Tab") ? 400 : 0);
        capture(pane);
      }
    },
  };
}

/** A line that goes on until Ctrl-C, while another client does something. */
function watching(
  name: string,
  line: string,
  meanwhile: (stage: Stage, pane: Pane) => Promise<void>,
  options: Size & { readonly imageColumns?: number } = {},
): Scene {
  return {
    name,
    imageColumns: options.imageColumns,
    async act(stage, capture) {
      using pane = await stage.prompt(["@local"], {
        columns: options.imageColumns ?? 90,
        ...options,
      });
      await pane.type(line);
      pane.send("Enter");
      await meanwhile(stage, pane);
      pane.send("C-c");
      await pane.ready();
      capture(pane);
    },
  };
}

export const SCENES: readonly Scene[] = [
  {
    name: "start",
    async act(stage, capture) {
      using pane = await stage.shell();
      await pane.enter("respite repl --embedded");
      for (const line of ["set greeting hello ex 60", "get greeting", "ttl greeting"]) {
        await pane.enter(line);
      }
      await pane.enter("hset user:1 name Zoë city Rome");
      await pane.enter("hgetall user:1");
      await pane.enter("quit");
      capture(pane);
    },
  },
  typing("typing", [
    ["zrange board 0 -1 rev "],
    ["expire user:1 10 nx gt"],
    ["confg get maxmemory"],
    ["set k v ex ten"],
    ["zinter 3 a b "],
  ], { imageColumns: 106 }),
  typing("completion", [
    ["config set maxmemory-policy ", "Tab"],
    ["hget user:1 ", "Tab"],
    ["hget user:", "Tab"],
    ["xack events mailers ", "Tab", "Tab"],
  ], { imageColumns: 100 }),
  typing("suggestion", [["zadd r"]], { history: ["zadd ranks 3 ada"] }),
  typing("search", [["", "C-r", "n", "a", "m", "e"]], {
    history: ["hset user:1 name Ada", "get greeting"],
  }),
  typing("lines", [['set note "first line', "Enter", "s", "e", "c", "o", "n", "d", '"']]),
  {
    name: "vi",
    async act(stage, capture) {
      using pane = await stage.prompt(["@local"]);
      await pane.type("\\editing vi");
      pane.send("Enter");
      await pane.shows(/INSERT/);
      await pane.type("get user:2");
      await pane.press("Escape");
      await pane.type("d");
      capture(pane);
    },
  },
  dialogue("help", ["help getex"]),
  dialogue("replies", [
    "hgetall user:2",
    "get profile:7",
    "ttl session:100",
    "lrange tasks 0 -1",
    "zrange board 0 1 withscores",
    "xrange events - + count 1",
    "geopos offices rome",
    "get nothing",
    "incr tasks",
  ], { imageColumns: 80 }),
  dialogue("resp3", ["hello 3", "smembers tags", "zscore board ann"], { columns: 70 }),
  dialogue("binary", [
    "get avatar:7",
    "get cart:7",
    "\\as gzip,msgpack get cart:7",
    "\\decode hex",
  ]),
  dialogue("long", ["keys order:*", "\\more"], { rows: 14 }),
  {
    name: "interrupt",
    async act(stage, capture) {
      using pane = await stage.prompt(["@local"]);
      await pane.type("blpop nothing 0");
      await pane.press("Enter", "C-c");
      await pane.ready();
      await pane.enter("get greeting");
      capture(pane);
    },
  },
  dialogue("formats", [
    "\\output table",
    "hgetall user:2",
    "\\output json",
    "hgetall user:2",
    "\\output auto",
  ], { args: ["@local", "-3"] }),
  dialogue("transaction", ["multi", "incr visits", "get greeting", "exec"]),
  dialogue("pipe", ["lrange tasks 0 -1 | sort | cat -n"]),
  {
    name: "subscribe",
    async act(stage, capture) {
      using pane = await stage.prompt(["@local"]);
      await pane.enter("subscribe news");
      await stage.pipe("local", ["PUBLISH news hello"]);
      await pane.shows(/hello/);
      await pane.enter("unsubscribe");
      capture(pane);
    },
  },
  {
    name: "guard",
    imageColumns: 92,
    async act(stage, capture) {
      using pane = await stage.prompt(["@shop"], { columns: 92 });
      await pane.type("flushdb");
      await pane.press("Enter");
      await pane.shows(/to go on:/);
      await pane.enter("yes");
      await pane.type("config set maxmemory 1gb");
      await pane.press("Enter");
      await pane.shows(/maxmemory from[^]*to go on:/);
      await pane.enter("shop");
      await pane.enter("get user:1 | cat");
      capture(pane);
    },
  },
  dialogue("own-list", ["\\?"], { columns: 118 }),
  dialogue("own-help", ["\\? keys"], { columns: 100 }),
  dialogue("own-peek", ["\\peek user:2", "\\peek events 2", "\\peek session:100", "\\peek seen"]),
  dialogue("own-keys", ["\\keys width=4"]),
  {
    name: "own-watch",
    imageColumns: 60,
    async act(stage, capture) {
      using pane = await stage.prompt(["@local"], { columns: 60 });
      await pane.type("\\watch 2 hgetall user:3");
      pane.send("Enter");
      await pane.shows(/Malm/);
      await stage.pipe("local", ["HSET user:3 city Paris"]);
      await pane.shows(/Paris/);
      capture(pane);
    },
  },
  watching("own-monitor", "\\monitor command=set,incr key=visits", async (stage, pane) => {
    await stage.pipe("local", ["GET greeting", "INCR visits", "SET visits 42", "SET other 1"]);
    await pane.shows(/"42"/);
  }, { columns: 100 }),
  watching("own-subscribe", "\\subscribe news.*", async (stage, pane) => {
    await passed(300);
    await stage.pipe("local", ["PUBLISH news.eu hello", "PUBLISH news.asia 你好"]);
    await pane.shows(/asia/);
  }),
  dialogue("own-latency", ["\\latency times=200"]),
  {
    name: "own-stat",
    imageColumns: 100,
    async act(stage, capture) {
      using pane = await stage.prompt(["@local"], { columns: 100 });
      await pane.type("\\stat 0.2");
      pane.send("Enter");
      for (const count of [500, 2000, 6000, 3000, 1000, 5000]) {
        const gets = Array.from({ length: count }, (_, n) => `HGET user:${n % 36} name`);
        await stage.pipe("local", gets);
      }
      pane.send("C-c");
      await pane.ready();
      capture(pane);
    },
  },
  dialogue("own-repeat", ["\\repeat 3 0.1 incr visits", "3 incr visits"]),
  dialogue("own-save", [
    '\\save hello set note:$1 "$2"',
    '\\run hello 2 "see you"',
    "\\run",
    "get note:2",
    "\\save last 1",
  ]),
  dialogue("own-places", [
    "\\profile",
    "\\profile shop",
    "\\db 1",
    "\\connect shop",
    "\\connect local",
  ]),
  dialogue("own-timing", ["\\timing on", "keys user:1?", "\\timing off"]),
  dialogue("own-set", ["\\set", "\\set timing on", "\\set colour red"], { columns: 100 }),
  dialogue("own-history", ["get greeting", "incr visits", "\\history 2", "\\history greet"]),
  dialogue("ts", [
    '\\ts await r.hgetall("user:2")',
    "\\ts let n = 0",
    '\\ts for (const k of await r.scan("user:*")) n += Number(await r.hget(k, "born")) > 1980 ? 1 : 0',
    "\\ts n",
    "lrange tasks 0 -1",
    "\\ts $_.map((task: string) => task.toUpperCase())",
    '\\ts await r.pipeline([["INCR", "visits"], ["GET", "nothing"], ["INCR", "tasks"]])',
    '\\ts await r.incr("tasks")',
  ], { columns: 96 }),
  commands("one-shot", [
    "respite cli @local lrange tasks 0 -1",
    "respite cli @local lrange tasks 0 -1 | cat",
    "respite cli @local --csv lrange tasks 0 -1",
    "respite cli @local --json hgetall user:2",
    "respite cli @local -r 3 -i 0.1 incr counter",
    'printf "GET greeting\\nINCR tasks\\n" | respite cli @local -e; echo "status $?"',
    "printf hello | respite cli @local -x set greeting",
    "respite cli @local '\\keys' 'user:1?'",
  ]),
  commands("outputs", [
    "respite cli @local --output table hgetall user:2",
    "respite cli @local --output yaml hgetall user:2",
    "respite cli @local --output markdown zrange board 0 -1 withscores",
    "respite cli @local --output ndjson zrange board 0 -1 withscores",
  ]),
  commands("statuses", [
    "respite cli @local get nothing; echo $?",
    "respite cli @local incr tasks; echo $?",
    "respite cli @local -e incr tasks; echo $?",
    "respite cli -p 1 ping; echo $?",
    "respite cli --colour red ping; echo $?",
  ]),
  commands("mode-bigkeys", ["respite cli @local --bigkeys"]),
  {
    name: "mode-memkeys",
    async act(stage, capture) {
      using pane = await stage.shell();
      await pane.type("respite cli @shop --memkeys -i 0.5");
      pane.send("Enter");
      await pane.shows(/ [2-9]\d\.\d\d%/);
      pane.send("C-c");
      await pane.ready();
      capture(pane);
    },
  },
  commands("mode-keystats", ["respite cli @local --keystats --top 3 --pattern 'user:*'"], {
    rows: 60,
  }),
  commands("mode-stat", ["respite cli @local --stat -r 3 -i 0.5"]),
  commands("mode-others", [
    "respite cli @local --scan --pattern 'user:2*'",
    "respite cli @local --scan --pattern 'order:*' --count 100 | wc -l",
    "printf 'SET a 1\\nINCR a\\nINCR tasks\\n' | respite cli @local --pipe; echo $?",
  ]),
  {
    name: "cluster",
    async act(stage, capture) {
      if (!await stage.cluster()) return;
      using pane = await stage.shell();
      await pane.enter(`respite repl -c -p ${PORTS.nodes[0]}`);
      for (const line of ["set foo 1", "get hello"]) await pane.enter(line);
      capture(pane);
    },
  },
  {
    name: "mode-rdb",
    async act(stage, capture) {
      if (!await stage.cluster()) return;
      using pane = await stage.shell();
      await pane.enter(`respite cli -p ${PORTS.nodes[1]} --rdb backup.rdb`);
      await pane.enter("respite check backup.rdb");
      capture(pane);
    },
  },
  {
    name: "lost",
    async act(stage, capture) {
      using pane = await stage.prompt(["@local"]);
      await pane.enter("select 3");
      await pane.enter("set a v");
      await stage.pipe("local", ["CLIENT KILL TYPE normal SKIPME yes"]);
      await pane.shows(/not connected/);
      await pane.enter("get a");
      capture(pane);
    },
  },
  {
    name: "profile-problem",
    async act(stage, capture) {
      const file = path.join(stage.work, "wrong.toml");
      fs.writeFileSync(file, '[profiles.shop]\nurll = "redis://shop.example.com"\n', {
        mode: 0o600,
      });
      using pane = await stage.shell({}, { RESPITE_CONFIG: "wrong.toml" });
      await pane.enter("respite repl @shop");
      capture(pane);
    },
  },
];
