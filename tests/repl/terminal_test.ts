/** The prompt in real terminals: what a person sees after which keys. */

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { commandLine } from "../cli/support.ts";
import { type TestServer, testServer } from "../server/support.ts";
import { COLUMNS, SCRIPT, type Terminal, type TerminalKind, TMUX } from "./terminal.ts";

interface Scene extends AsyncDisposable {
  readonly server: TestServer;
  readonly terminal: Terminal;
  /** What stands before the line that is typed, to be put into patterns. */
  readonly prompt: string;
  /** The process of the prompt. */
  readonly pid: number;
  /** What the server answers to a command, as another client sees it. */
  ask(request: string, reply: string): Promise<void>;
}

/** A server, and a prompt that talks to it; `history` are the lines typed before. */
async function scene(kind: TerminalKind, history: readonly string[] = []): Promise<Scene> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const RESPITE_HISTFILE = path.join(folder, "history");
  fs.writeFileSync(RESPITE_HISTFILE, history.map((line) => `${line}\n`).join(""));
  const server = await testServer();
  const pidFile = path.join(folder, "pid");
  const program = commandLine(["repl", "-p", `${server.port}`]);
  const terminal = kind.open(["sh", "-c", 'echo $$ >"$0"; exec "$@"', pidFile, ...program], {
    RESPITE_HISTFILE,
  });
  const prompt = `127\\.0\\.0\\.1:${server.port}>`;
  await terminal.shows(new RegExp(`^${prompt}$`));
  return {
    server,
    terminal,
    prompt,
    pid: Number(fs.readFileSync(pidFile, "utf8")),
    ask: async (request, reply) => {
      const client = await server.client();
      assert.equal(await client.expect(`${request}\r\n`, reply), reply);
      client.close();
    },
    [Symbol.asyncDispose]: async () => {
      terminal[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
      fs.rmSync(folder, { recursive: true });
    },
  };
}

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
    await terminal.shows(new RegExp(`^${prompt} getdel key$`));
    terminal.type("nobody");
    await terminal.shows(new RegExp(`^${prompt} getdel nobody$`));
    terminal.type("\r");
    await terminal.shows(new RegExp(`^${prompt} getdel nobody\n\\(nil\\)\n${prompt}$`));
  });

  inTerminal("Tab goes as far as it can, then lists what there is", async (scene) => {
    const { terminal, prompt } = scene;
    terminal.type("incrb");
    await terminal.shows(new RegExp(`^${prompt} incrb$`));
    terminal.type("\t");
    await terminal.shows(new RegExp(`^${prompt} incrby key increment$`));
    terminal.type("\t");
    await terminal.shows(new RegExp(`\nincrby +incrbyfloat\n+${prompt} incrby key increment$`));
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
    await terminal.shows(/ flushall \[ASYNC\|SYNC\]$/);
    terminal.type("\x03");
    await terminal.shows(new RegExp(`^${prompt} flushall\\^C\n${prompt}$`));
    terminal.type("monitor\r");
    await terminal.shows(/ monitor\nOK$/);
    await ask("ECHO here", "$4\r\nhere\r\n");
    await terminal.shows(/\n\d+\.\d+ \[0 127\.0\.0\.1:\d+\] "ECHO" "here"$/);
    terminal.type("\x03");
    await terminal.shows(new RegExp(`"here"\n\\^C\n${prompt}$`));
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
    await terminal.shows(new RegExp(`^${prompt} get k+\nk+\nk+$`));
    terminal.type("\x12pi");
    await terminal.shows(/^\(reverse-i-search\)`pi': ping$/);
    terminal.type("\x07");
    await terminal.shows(new RegExp(`^${prompt} get k+\nk+\nk+$`));
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
