/**
 * Records scripts of effects anew from a real server, one started for each; it must be the one that
 * the head of the script names, if it names one:
 *
 *   deno run -A tests/conformance/effects/record.ts [--port 7430] FILE…
 */

import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { encodeRequest } from "../../../lib/resp/encode_request.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { parseScript, shownCommands } from "./script.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function connect(port: number): Promise<net.Socket> {
  for (;;) {
    const socket = net.connect(port, "127.0.0.1");
    const isOpen = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    if (isOpen) return socket;
    await sleep(20);
  }
}

async function record(file: string, port: number): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "effects-"));
  const options = { port, dir: folder, save: "", appendonly: "yes", appendfsync: "always" };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn("redis-server", [...words, "--enable-debug-command", "yes"]);
  const log = path.join(folder, "appendonlydir", "appendonly.aof.1.incr.aof");
  const clients = new Map<number, net.Socket>();
  let seen = 0;
  let text = fs.readFileSync(file, "utf8").split("\n").filter((line) => line.startsWith("#"))
    .map((line) => `${line}\n`).join("");
  for (const { line, client, words, waitMs } of parseScript(fs.readFileSync(file, "utf8"))) {
    if (!clients.has(client)) clients.set(client, await connect(port));
    const socket = clients.get(client)!;
    if (waitMs > 0) await sleep(waitMs);
    else {
      const replied = new Promise<Uint8Array>((resolve) => socket.once("data", resolve));
      socket.write(encodeRequest(words.map(fromLatin1)));
      const reply = await Promise.race([replied, sleep(client === 1 ? 1000 : 30)]);
      if (reply instanceof Uint8Array && reply[0] === 0x2d) {
        console.error(`${line}: ${new TextDecoder().decode(reply)}`);
      }
    }
    const wire = fs.readFileSync(log, "latin1");
    text += `${line}\n`;
    for (const command of shownCommands(wire.slice(seen), Date.now())) text += `  ${command}\n`;
    seen = wire.length;
  }
  fs.writeFileSync(file, text);
  for (const socket of clients.values()) socket.destroy();
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill();
  await ended;
  fs.rmSync(folder, { recursive: true });
}

const args = process.argv.slice(2);
const port = args[0] === "--port" ? Number(args.splice(0, 2)[1]) : 7430;
for (const file of args) await record(file, port);
