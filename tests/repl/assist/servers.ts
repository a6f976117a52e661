/** For tests: servers that describe their commands. */

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { embeddedTransport } from "../../../lib/cli/embedded.ts";
import { RespClient } from "../../../lib/client/client.ts";
import type { Ask } from "../../../lib/repl/assist/mod.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";

export const hasRedis: boolean = spawnSync("redis-server", ["--version"]).status === 0;

export interface LiveServer extends AsyncDisposable {
  /** Asks on a connection of its own. */
  ask(protocol: 2 | 3): Promise<Ask>;
}

/** Our own, in this process. */
export function ownServer(): LiveServer {
  const transport = embeddedTransport();
  const clients: RespClient[] = [];
  return {
    ask: async (protocol) =>
      asker(await RespClient.connect({ target: transport, protocol }), clients),
    [Symbol.asyncDispose]: () => {
      for (const client of clients) client.close();
      return Promise.resolve();
    },
  };
}

/** redis-server, on a socket in a folder of its own. */
export function redisServer(): LiveServer {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const socket = path.join(folder, "redis");
  const child = spawn("redis-server", [
    ...["--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
    ...["--enable-debug-command", "yes"],
  ], { stdio: "ignore" });
  const clients: RespClient[] = [];
  return {
    async ask(protocol) {
      for (let tries = 0;; tries++) {
        try {
          const target = { path: socket };
          return asker(await RespClient.connect({ target, protocol }), clients);
        } catch (error) {
          if (tries === 1200) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function asker(client: RespClient, clients: RespClient[]): Ask {
  clients.push(client);
  return (words) => client.send(words.map(fromLatin1));
}
