import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { type RunningProgram, start } from "./support.ts";

const READY = /Ready to accept connections/;

/** A folder for one test, and a way to start a server in it that is reached at `socket`. */
function workplace(): {
  folder: string;
  socket: string;
  serve: (...options: string[]) => RunningProgram;
} {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const socket = path.join(folder, "socket");
  const serve = (...options: string[]) =>
    start(["serve", "--port", "0", "--unixsocket", socket, ...options], folder);
  return { folder, socket, serve };
}

function ask(socket: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = net.connect(socket, () => client.write(`${line}\r\n`));
    let reply = "";
    client.on("data", (chunk) => {
      reply += chunk;
      client.end();
    }).on("close", () => resolve(reply)).on("error", reject);
  });
}

test("serve: with --dir data last by default; one process a directory, and a killed one is no obstacle", async () => {
  const { folder, socket, serve } = workplace();
  const first = serve("--dir", folder);
  try {
    const [banner] = await first.printed(/Respite .*\n/);
    assert.match(banner, /append-only file in .*, appendfsync everysec/);
    await first.printed(READY);
    assert.equal(await ask(socket, "SET k v"), "+OK\r\n");
    const { code, stderr } = await start([
      "serve",
      "--port",
      "0",
      "--unixsocket",
      `${socket}2`,
      "--dir",
      folder,
    ])
      .ended;
    assert.equal(code, 1);
    assert.match(stderr, /^respite: Cannot use directory .*: it is in use by process \d+\n$/);
    process.kill(first.child.pid!, "SIGKILL");
    await first.ended;
    const second = serve("--dir", folder);
    await second.printed(READY);
    assert.equal(await ask(socket, "GET k"), "$1\r\nv\r\n");
    second.signal("SIGTERM");
    assert.equal((await second.ended).code, 0);
    assert.deepEqual(fs.readdirSync(folder), ["appendonlydir"]);
  } finally {
    first.child.kill("SIGKILL");
    fs.rmSync(folder, { recursive: true });
  }
});

test("serve: without --dir nothing is written, until a client asks for that", async () => {
  const { folder, socket, serve } = workplace();
  const [server, other] = [serve(), serve("--unixsocket", `${socket}2`)];
  try {
    assert.match((await server.printed(/Respite .*\n/))[0], /memory only/);
    await server.printed(READY);
    await other.printed(READY);
    await ask(socket, "SET k v");
    assert.ok(fs.readdirSync(folder).every((name) => name.startsWith("socket")));
    assert.equal(await ask(socket, "SAVE"), "+OK\r\n");
    // Now the directory belongs to the first one.
    assert.equal(await ask(`${socket}2`, "SAVE"), "-ERR\r\n");
    assert.match(await ask(`${socket}2`, "CONFIG SET appendonly yes"), /Unable to turn on AOF/);
    server.signal("SIGINT");
    await server.ended;
    assert.equal(await ask(`${socket}2`, "SAVE"), "+OK\r\n");
  } finally {
    for (const each of [server, other]) {
      each.child.kill("SIGKILL");
      await each.ended;
    }
    fs.rmSync(folder, { recursive: true });
  }
});

test("serve: it stays if it cannot save, is told so again, and ends by force", async () => {
  const { folder, socket, serve } = workplace();
  const server = serve("--save", "60 1", "--dbfilename", "taken.rdb");
  try {
    await server.printed(READY);
    fs.mkdirSync(path.join(folder, "taken.rdb"));
    const reply = await ask(socket, "SHUTDOWN");
    assert.equal(reply, "-ERR Errors trying to SHUTDOWN. Check logs.\r\n");
    server.signal("SIGTERM");
    await server.printed(/SIGTERM received but errors trying to shut down/);
    server.signal("SIGINT");
    await server.printed(/SIGINT received but errors trying to shut down/);
    assert.equal(await ask(socket, "SET k v"), "+OK\r\n");
    assert.equal(await ask(socket, "SHUTDOWN FORCE"), "");
    assert.equal((await server.ended).code, 0);
    assert.deepEqual(fs.readdirSync(folder), ["taken.rdb"]);
  } finally {
    server.child.kill("SIGKILL");
    fs.rmSync(folder, { recursive: true });
  }
});
