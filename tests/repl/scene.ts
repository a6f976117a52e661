/** A server, and a prompt in a real terminal that talks to it. */

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { commandLine } from "../cli/support.ts";
import { type TestServer, testServer } from "../server/support.ts";
import type { Terminal, TerminalKind } from "./terminal.ts";

export interface Scene extends AsyncDisposable {
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
export async function scene(
  kind: TerminalKind,
  history: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const RESPITE_HISTFILE = path.join(folder, "history");
  fs.writeFileSync(RESPITE_HISTFILE, history.map((line) => `${line}\n`).join(""));
  const server = await testServer();
  const pidFile = path.join(folder, "pid");
  const program = commandLine(["repl", "-p", `${server.port}`]);
  const terminal = kind.open(["sh", "-c", 'echo $$ >"$0"; exec "$@"', pidFile, ...program], {
    RESPITE_HISTFILE,
    RESPITE_CONFIG: path.join(folder, "config.toml"), // There is none.
    ...variables,
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
