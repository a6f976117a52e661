/** The prompt in real terminals: what a person sees after which keys. */

import process from "node:process";
import { test } from "node:test";
import { type Scene, scene } from "./scene.ts";
import { COLUMNS, SCRIPT, TMUX } from "./terminal.ts";

/** What is told below a line about its command. */
const STATUS = "\\n\\w.+";

const kinds = [TMUX, SCRIPT].filter(({ isThere }) => isThere);
if (kinds.length === 0) {
  const skip = "there is neither tmux nor util-linux's script";
  console.warn(`terminal tests SKIPPED: ${skip}`);
  test("terminal: the prompt as a person sees it", { skip }, () => {});
}

for (const kind of kinds) {
  const inTerminal = (title: string, act: (scene: Scene) => Promise<void>, history?: string[]) =>
    test(`terminal (${kind.name}): ${title}`, async () => {
      await using it = await scene(kind, history);
      await act(it);
    });

  inTerminal("hints, completion by Tab, and a reply", async ({ terminal, prompt }) => {
    terminal.type("getd");
    await terminal.shows(new RegExp(`^${prompt} getd$`));
    terminal.type("\t");
    await terminal.shows(new RegExp(`^${prompt} getdel key${STATUS}$`));
    terminal.type("nobody");
    await terminal.shows(new RegExp(`^${prompt} getdel nobody${STATUS}$`));
    terminal.type("\r");
    await terminal.shows(new RegExp(`^${prompt} getdel nobody\n\\(nil\\)\n${prompt}$`));
  });

  inTerminal("Tab goes as far as it can, then lists what there is", async (scene) => {
    const { terminal, prompt } = scene;
    terminal.type("incrb");
    await terminal.shows(new RegExp(`^${prompt} incrb$`));
    terminal.type("\t");
    await terminal.shows(new RegExp(`^${prompt} incrby key increment${STATUS}$`));
    terminal.type("\t");
    const line = `^${prompt} incrby key increment\n`;
    await terminal.shows(new RegExp(`${line}incrby +Adds.+\nincrbyfloat +Adds.+${STATUS}$`));
  });

  inTerminal("Ctrl-R finds a line, and Enter sends it", async ({ terminal, prompt, ask }) => {
    terminal.type("\x12gre");
    await terminal.shows(/^\(reverse-i-search\)`gre': set greeting hello$/);
    terminal.type("\x12");
    await terminal.shows(/^\(reverse-i-search\)`gre': set greeting good day$/);
    terminal.type("\r");
    await terminal.shows(new RegExp(`^${prompt} set greeting good day\n\\(error\\) ERR syntax`));
    terminal.type("\x1b[A".repeat(3));
    await terminal.shows(/> set greeting hello/);
    terminal.type("\r");
    await terminal.shows(new RegExp(`\nOK\n${prompt}$`));
    await ask("GET greeting", "$5\r\nhello\r\n");
  }, ["set greeting good day", "set greeting hello", "ping"]);

  inTerminal("Ctrl-C drops a line, and ends a stream", async ({ terminal, prompt, ask }) => {
    terminal.type("flushall");
    await terminal.shows(/ flushall \[ASYNC\|SYNC\]\nRemove/);
    terminal.type("\x03");
    await terminal.shows(new RegExp(`^${prompt} flushall\\^C\n${prompt}$`));
    terminal.type("monitor\r");
    await terminal.shows(/ monitor\nOK\b/); // And perhaps what the prompt asks beside itself.
    await ask("ECHO here", "$4\r\nhere\r\n");
    await terminal.shows(/\n\d+\.\d+ \[0 127\.0\.0\.1:\d+\] "ECHO" "here"/);
    terminal.type("\x03");
    await terminal.shows(new RegExp(`"here"\n[^]*\\^C\n${prompt}$`));
    terminal.type("ping\r");
    await terminal.shows(new RegExp(`${prompt} ping\nPONG\n${prompt}$`));
  });

  inTerminal("a line longer than the row wraps, and is edited there", async (scene) => {
    const { terminal, prompt, ask } = scene;
    const value = "0123456789".repeat(9);
    terminal.type(`set k ${value}`);
    const begin = `127.0.0.1:${scene.server.port}> set k `;
    const cut = COLUMNS - begin.length;
    await terminal.shows(
      new RegExp(`^${prompt} set k ${value.slice(0, cut)}\n${value.slice(cut)}`),
    );
    terminal.type("\x7f\x7f");
    await terminal.shows(new RegExp(`\n${value.slice(cut, -2)}(?!8)`));
    terminal.type("\x01" + "\x1b[C".repeat(6) + "x".repeat(COLUMNS));
    await terminal.shows(new RegExp(`^${prompt} set k x+\nx+0`));
    terminal.type("\r");
    const stored = "x".repeat(COLUMNS) + value.slice(0, -2);
    await terminal.shows(new RegExp(`^${prompt} set k x+\nx+\\d+\n\\d+\nOK\n${prompt}$`));
    await ask("GET k", `$${stored.length}\r\n${stored}\r\n`);
  });

  inTerminal("a line of several rows gives way to a search, and to Ctrl-C", async (scene) => {
    const { terminal, prompt } = scene;
    const line = `get ${"k".repeat(2 * COLUMNS)}`;
    terminal.type(line);
    await terminal.shows(new RegExp(`^${prompt} get k+\nk+\nk+${STATUS}$`));
    terminal.type("\x12pi");
    await terminal.shows(/^\(reverse-i-search\)`pi': ping$/);
    terminal.type("\x07");
    await terminal.shows(new RegExp(`^${prompt} get k+\nk+\nk+${STATUS}$`));
    terminal.type("\x03");
    await terminal.shows(new RegExp(`^${prompt} get k+\nk+\nk+\\^C\n${prompt}$`));
    terminal.type(`${line}\x01\x03`);
    const given = `${prompt} get k+\nk+\nk+\\^C\n`;
    await terminal.shows(new RegExp(`^${given}${given}${prompt}$`));
  }, ["ping"]);

  inTerminal("characters of two columns are erased whole", async ({ terminal, prompt, ask }) => {
    terminal.type("set städte 東京x");
    await terminal.shows(/> set städte 東京x \[NX\|/);
    terminal.type("\x7f\x7f都\r");
    await terminal.shows(new RegExp(`^${prompt} set städte 東都\nOK\n${prompt}$`));
    const bytes = (text: string) => Buffer.from(text).toString("latin1");
    await ask(`GET ${bytes("städte")}`, `$6\r\n${bytes("東都")}\r\n`);
  });

  for (const [name, keys] of [["Ctrl-D", "\x04"], ["quit", "quit\r"]]) {
    inTerminal(`${name} leaves with status 0 and a terminal as before`, async ({ terminal }) => {
      terminal.type(keys);
      await terminal.shows(/\nstatus 0, restored$/);
    });
  }

  inTerminal("SIGTERM ends it with a terminal as before", async ({ terminal, pid }) => {
    process.kill(pid, "SIGTERM");
    await terminal.shows(/\bstatus 143, restored$/);
  });
}
