/** Connections as a person at a terminal sees them: cut short, followed, lost and found again. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { commandLine } from "../cli/support.ts";
import { scriptedServer } from "./print/scripted_server.ts";
import { SCRIPT, type Terminal, TMUX } from "./terminal.ts";

const kind = [TMUX, SCRIPT].find(({ isThere }) => isThere);
const skip = kind === undefined && "there is neither tmux nor util-linux's script";
if (skip) console.warn(`terminal tests SKIPPED: ${skip}`);

const UNKNOWN = "-ERR unknown command\r\n";

/** A prompt in a terminal, and the server that it talks to. */
async function inTerminal(
  flags: readonly string[],
  answer: (request: string) => string,
  act: (terminal: Terminal, prompt: string) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  try {
    using server = await scriptedServer();
    server.answer = answer;
    fs.writeFileSync(path.join(folder, "config.toml"), '[settings]\npager = "off"\n');
    using terminal = kind!.open(commandLine(["cli", "-p", `${server.port}`, ...flags]), {
      RESPITE_HISTFILE: path.join(folder, "history"),
      RESPITE_CONFIG: path.join(folder, "config.toml"),
    });
    const prompt = `127\\.0\\.0\\.1:${server.port}`;
    await terminal.shows(new RegExp(`^${prompt}.*> ?$`));
    await act(terminal, prompt);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test(
  "terminal: Ctrl-C in a large reply leads back at once, on the same connection",
  { skip },
  async () => {
    const part = ":7\r\n".repeat(5000);
    await inTerminal([], (request) => {
      if (request === "select 3") return "+OK\r\n";
      if (request === "lrange l 0 -1") return `*10000\r\n${part}`;
      if (request === "get a") return `${part}$4\r\nhere\r\n`;
      return UNKNOWN;
    }, async (terminal, prompt) => {
      terminal.type("select 3\r");
      await terminal.shows(new RegExp(`${prompt}\\[3\\]> ?$`));
      terminal.type("lrange l 0 -1\r");
      await terminal.shows(/3\) \(integer\) 7/);
      terminal.type("\x03");
      await terminal.shows(new RegExp(`\\^C\n[^]*${prompt}\\[3\\]> ?$`));
      // On another connection, the rest of the list would come first.
      terminal.type("get a\r");
      await terminal.shows(/> get a\n"here"\n/);
    });
  },
);

test(
  "terminal: -c follows a cluster to another node, which the prompt names",
  { skip },
  async () => {
    using other = await scriptedServer();
    other.answer = (request) => request === "get a" ? "$4\r\nhere\r\n" : UNKNOWN;
    const moved = `-MOVED 15495 127.0.0.1:${other.port}\r\n`;
    await inTerminal(
      ["-c"],
      (request) => request === "get a" ? moved : UNKNOWN,
      async (terminal) => {
        terminal.type("get a\r");
        await terminal.shows(
          new RegExp(
            `-> Redirected to slot \\[15495\\] located at 127.0.0.1:${other.port}\n` +
              `"here"\n127.0.0.1:${other.port}> ?$`,
          ),
        );
      },
    );
  },
);

test("terminal: a lost connection is told, and made anew with its database", { skip }, async () => {
  let isDown = false;
  await inTerminal([], (request) => {
    if (isDown) return "";
    if (/^select/i.test(request)) return "+OK\r\n";
    return request === "get a" ? "$1\r\nv\r\n" : UNKNOWN;
  }, async (terminal, prompt) => {
    terminal.type("select 3\r");
    await terminal.shows(new RegExp(`${prompt}\\[3\\]> ?$`));
    isDown = true;
    terminal.type("get a\r");
    await terminal.shows(/Error: Server closed the connection\nnot connected> ?$/);
    isDown = false;
    terminal.type("get a\r");
    await terminal.shows(new RegExp(`not connected> get a\n"v"\n${prompt}\\[3\\]> ?$`));
  });
});

test("terminal: messages come above the prompt, where typing goes on", { skip }, async () => {
  let publish = "";
  await inTerminal(["-3"], (request) => {
    if (request === "subscribe news") return ">3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n";
    if (request === "unsubscribe") return ">3\r\n$11\r\nunsubscribe\r\n$4\r\nnews\r\n:0\r\n";
    if (request === "ping") publish = ">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n";
    return request === "ping" ? `${publish}+PONG\r\n` : UNKNOWN;
  }, async (terminal) => {
    terminal.type("subscribe news\r");
    await terminal.shows(/1> "subscribe"\n2> "news"\n3> \(integer\) 1\n.*\(subscribed 1\)> ?$/);
    terminal.type("ping\r");
    await terminal.shows(/PONG\n[^]*1> "message"\n2> "news"\n3> "hi"\n.*\(subscribed 1\)> ?$/);
    terminal.type("unsubscribe\r");
    await terminal.shows(/1> "unsubscribe"\n[^]*\(RESP3\)> ?$/);
  });
});

test("terminal: a password is asked for behind stars", { skip }, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  using server = await scriptedServer();
  server.answer = (request) => /^(AUTH|ping)/.test(request) ? "+OK\r\n" : UNKNOWN;
  const flags = ["cli", "-p", `${server.port}`, "--askpass"];
  using terminal = kind!.open(commandLine(flags), {
    RESPITE_HISTFILE: path.join(folder, "history"),
    RESPITE_CONFIG: path.join(folder, "config.toml"),
  });
  await terminal.shows(/^Please input password: ?$/);
  terminal.type("secreT\x7ft");
  await terminal.shows(/^Please input password: \*{6}$/);
  terminal.type("\r");
  await terminal.shows(new RegExp(`\\*\n127.0.0.1:${server.port}> ?$`));
  fs.rmSync(folder, { recursive: true });
  if (!server.heard.includes("AUTH secret")) throw new Error(`It heard ${server.heard}`);
});
