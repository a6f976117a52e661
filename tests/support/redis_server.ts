/** The real redis-server on a folder, where there is one on this machine. */

import { spawn, spawnSync } from "node:child_process";
import net from "node:net";
import path from "node:path";

export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

export interface RedisServer {
  readonly socketPath: string;
  /** A command in one line; its reply, if that is one line. Waits while data are loaded. */
  ask(line: string): Promise<string>;
  /** Ends it as SIGTERM does. */
  stop(): Promise<void>;
}

/** Starts redis-server in a folder, at a socket there. */
export function startRedis(folder: string, ...options: readonly string[]): RedisServer {
  const socketPath = path.join(folder, "redis.socket");
  const child = spawn("redis-server", [
    ...["--port", "0", "--unixsocket", socketPath, "--dir", folder, "--save", ""],
    ...["--enable-debug-command", "yes", ...options],
  ]);
  let log = "";
  child.stdout.on("data", (chunk) => log += chunk);
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const once = (line: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(socketPath, () => socket.write(`${line}\r\n`));
      socket.on("error", reject);
      socket.once("data", (reply) => {
        socket.destroy();
        resolve(reply.toString("latin1"));
      });
    });
  let isReady = false;
  /** DEBUG answers while data are loaded, PING does not. */
  const ready = async () => {
    while (!isReady) {
      if (child.exitCode !== null) throw new Error(`redis-server has ended: ${log}`);
      isReady = await once("PING").catch(() => "") === "+PONG\r\n";
      if (!isReady) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    socketPath,
    async ask(line) {
      await ready();
      return once(line);
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
