/** Profiles, questions, transactions, pipes and own commands, as a person at a terminal has them. */

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { commandLine, start } from "../cli/support.ts";
import { SCRIPT, type Terminal, type TerminalKind, TMUX } from "./terminal.ts";

/** Two profiles of one server; the socket is in the folder. */
const config = (folder: string) => `
[settings]
pager = "off"

[profiles.dev]
url = "unix://${folder}/redis?db=2"
colour = "green"

[profiles.shop]
url = "unix://${folder}/redis"
production = true
prompt = "{profile}{state}$ "
`;

/** An editor that writes what it wants. */
const EDITOR = `#!/bin/sh
echo 'ECHO "edited by hand"' >"$1"
`;

/** A folder with a configuration, and a prompt that is started there. */
async function inTerminal(
  kind: TerminalKind,
  args: readonly string[],
  serve: (folder: string) => Disposable,
  act: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  try {
    fs.writeFileSync(path.join(folder, "config.toml"), config(folder));
    fs.writeFileSync(path.join(folder, "editor"), EDITOR, { mode: 0o755 });
    using _server = serve(folder);
    using terminal = kind.open(commandLine(["repl", ...args]), {
      RESPITE_CONFIG: path.join(folder, "config.toml"),
      RESPITE_HISTFILE: path.join(folder, "history"),
      VISUAL: path.join(folder, "editor"),
      SHELL: "/bin/sh",
    });
    await act(terminal);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Waits until the server's socket is there. */
function waitFor(file: string): void {
  for (let tries = 0; !fs.existsSync(file); tries++) {
    if (tries === 6000) throw new Error("The server does not start");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

const SERVERS: Readonly<Record<string, (folder: string) => Disposable>> = {
  respite(folder) {
    const socket = path.join(folder, "redis");
    const { child } = start(["serve", "--port", "0", "--unixsocket", socket]);
    waitFor(socket);
    return { [Symbol.dispose]: () => void child.kill("SIGKILL") };
  },
  "redis-server"(folder) {
    const socket = path.join(folder, "redis");
    const args = ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder];
    const child = spawn("redis-server", args, { stdio: "ignore" });
    waitFor(socket);
    return { [Symbol.dispose]: () => void child.kill("SIGKILL") };
  },
};

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
const kinds = [TMUX, SCRIPT].filter(({ isThere }) => isThere);
const [first] = kinds;

for (const [name, serve] of Object.entries(SERVERS)) {
  const skip = first === undefined
    ? "there is no terminal"
    : name === "redis-server" && !hasRedis
    ? "there is no redis-server"
    : false;

  test(`terminal: profiles, questions and transactions, with ${name}`, { skip }, async () => {
    await inTerminal(first, ["@dev"], serve, async (terminal) => {
      await terminal.shows(/^dev\[2\]>$/);
      terminal.type("rpush l b a c\r");
      await terminal.shows(/\(integer\) 3\ndev\[2\]>$/);
      terminal.type("multi\rget nobody\rlrange l 0 0\r");
      await terminal.shows(/\ndev\[2\]\(TX 2\)>$/);
      terminal.type("exec\r");
      await terminal.shows(/\n1\) get nobody\n {3}\(nil\)\n2\) lrange l 0 0\n {3}1\) "b"\ndev/);
      terminal.type("clear\r");
      await terminal.shows(/^dev\[2\]>$/);
      terminal.type("flushdb\r");
      await terminal.shows(/FLUSHDB would remove 1 key of database 2 on dev[^]*to go on:$/);
      terminal.type("no\r");
      await terminal.shows(/to go on: no\nNot sent\.\ndev\[2\]>$/);
      terminal.type("clear\r\\connect shop\r");
      await terminal.shows(/\nshop\$$/);
      terminal.type("config set maxmemory 100mb\r");
      await terminal.shows(/CONFIG SET would change maxmemory from "0" to "100mb"/);
      terminal.type("yes\r");
      await terminal.shows(/\nNot sent\.\nshop\$$/);
      terminal.type("\\db 2\r");
      await terminal.shows(/\nshop\[2\]\$$/);
      terminal.type("clear\rflushdb\r");
      await terminal.shows(/go on:$/);
      terminal.type("shop\r");
      await terminal.shows(/\nOK\nshop\[2\]\$$/);
      terminal.type("subscribe news\r");
      await terminal.shows(/\nshop\[2\]\(subscribed 1\)\$$/);
      terminal.type("\x03");
      await terminal.shows(/\^C\nshop\[2\]\$$/);
      terminal.type("quit\r");
      await terminal.shows(/status 0, restored/);
    });
  });
}

for (const kind of kinds) {
  test(`terminal (${kind.name}): a private server, programs of the shell, an editor`, async () => {
    await inTerminal(kind, ["--embedded"], () => ({ [Symbol.dispose]() {} }), async (terminal) => {
      await terminal.shows(/^embedded>$/);
      terminal.type("rpush l b a c\r");
      await terminal.shows(/\(integer\) 3\nembedded>$/);
      terminal.type("lrange l 0 -1 | sort | tr a-z A-Z\r");
      await terminal.shows(/ tr a-z A-Z\nA\nB\nC\nembedded>$/);
      // The program has the terminal, and its keys.
      terminal.type("ping | (cat; read x </dev/tty; echo got $x)\r");
      await terminal.shows(/\nPONG$/);
      terminal.type("keys of its own\r");
      await terminal.shows(/\ngot keys of its own\nembedded>$/);
      // Ctrl-C ends the program and nothing else.
      terminal.type("clear\r");
      await terminal.shows(/^embedded>$/);
      terminal.type("ping | (echo begun; sleep 100)\r");
      await terminal.shows(/\nbegun$/);
      terminal.type("\x03");
      await terminal.shows(/\nembedded>$/);
      terminal.type("clear\r\\e\r");
      await terminal.shows(/embedded> ECHO "edited by hand"/);
      terminal.type("\r");
      await terminal.shows(/\n"edited by hand"\nembedded>$/);
      terminal.type("\\save twice 1\r");
      await terminal.shows(/\nRun it by \\run twice\nembedded>$/);
      terminal.type("flushall\r\\run twice\r");
      await terminal.shows(
        /OK\nembedded> \\run twice\n> ECHO "edited by hand"\n"edited by hand"\n/,
      );
      terminal.type("\x04");
      await terminal.shows(/status 0, restored/);
    });
  });
}
