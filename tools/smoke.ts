/**
 * A smoke test of compiled binaries: each one in `dist/` serves, takes a SET and a GET from a
 * plain socket, prompts for the same key, and ends when it is told to.
 *
 * Prints what was tried; ends with 1 if anything failed.
 */

import { spawn, spawnSync } from "node:child_process";
import { Buffer } from "node:buffer";
import fs from "node:fs";
import net from "node:net";
import process from "node:process";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

async function smoke(binary: string): Promise<void> {
  const version = spawnSync(binary, ["--version"], { encoding: "utf8" });
  expect(/^respite \d/.test(version.stdout), `--version printed ${version.stdout}`);
  const port = await freePort();
  const child = spawn(binary, ["serve", "--port", `${port}`], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  try {
    const reply = await dialogue(port, "SET smoke test\r\nGET smoke\r\n", "+OK\r\n$4\r\ntest\r\n");
    expect(reply === "+OK\r\n$4\r\ntest\r\n", `SET and GET answered ${JSON.stringify(reply)}`);
    const repl = spawnSync(binary, ["repl", "-p", `${port}`, "GET", "smoke"], { encoding: "utf8" });
    expect(repl.status === 0 && repl.stdout.includes("test"), `repl: ${repl.stdout}${repl.stderr}`);
  } finally {
    // After `child.kill`, Deno would report the signal instead of the exit code.
    process.kill(child.pid!, "SIGTERM");
  }
  const code = await ended;
  expect(code === 0 || process.platform === "win32", `it ended with ${code}`);
}

/** Connects, as soon as that is possible, and waits for as many bytes as are expected. */
async function dialogue(port: number, request: string, expected: string): Promise<string> {
  for (let attempt = 0;; attempt++) {
    try {
      return await new Promise((resolve, reject) => {
        let received = "";
        const socket = net.connect(port, "127.0.0.1", () => socket.write(request));
        socket.on("error", reject);
        socket.on("close", () => resolve(received));
        socket.on("data", (chunk: Uint8Array) => {
          received += Buffer.from(chunk).toString("latin1");
          if (received.length >= expected.length) socket.destroy();
        });
      });
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

const binaries = fs.existsSync(DIST)
  ? fs.readdirSync(DIST).filter((name) => name.startsWith("respite-"))
  : [];
if (binaries.length === 0) {
  console.error("There is no binary in dist: run `deno task compile` or `deno task compile:bun`");
  process.exit(1);
}
for (const name of binaries) {
  try {
    await smoke(DIST + name);
    console.log(`${name}: ok`);
  } catch (error) {
    console.log(`${name}: FAILED: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
