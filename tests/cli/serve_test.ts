import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { frame, RawClient } from "../server/support.ts";
import { run, start } from "./support.ts";

const READY = /Ready to accept connections/;

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test("serve: it says what it is and where, serves, and ends with 0 at SIGTERM and SIGINT", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const port = await freePort();
    const program = start(["serve", "--port", `${port}`]);
    const [banner] = await program.printed(/\* Respite .*\n/);
    assert.match(banner, new RegExp(`^\\* Respite \\d.*(deno|bun).*127\\.0\\.0\\.1:${port}`));
    assert.match(banner, /memory only\n$/);
    await program.printed(READY);
    const client = await RawClient.connect({ port, host: "127.0.0.1" });
    assert.equal(await client.expect(frame("SET", "k", "v"), "+OK\r\n"), "+OK\r\n");
    program.signal(signal);
    assert.equal((await program.ended).code, 0);
    await client.ended;
  }
});

test("serve: a port in use, a bad option, a missing file: one line and status 1", async () => {
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as net.AddressInfo;
  const cases: [args: string[], line: string][] = [
    [["--port", `${port}`], `Cannot listen on 127.0.0.1:${port}: Address already in use`],
    [["--maxmemory", "lots"], "option '--maxmemory lots': argument must be a memory value"],
    [
      ["--prot", "7000"],
      "option '--prot 7000': Bad directive or wrong number of arguments (did you mean --port?)",
    ],
    [["/nowhere.conf"], "Cannot read /nowhere.conf: No such file or directory"],
    [["--dir", "/nowhere"], "Cannot use directory /nowhere: No such file or directory"],
    [["--port", "0"], "There is nothing to listen on: port is 0 and unixsocket is not set"],
  ];
  for (const [args, line] of cases) {
    const { code, stdout, stderr } = await run("serve", ...args);
    assert.deepEqual({ code, stdout, stderr }, {
      code: 1,
      stdout: "",
      stderr: `respite: ${line}\n`,
    });
  }
  taken.close();
});

test("serve: a relative log file and pid file live in --dir", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const socket = path.join(folder, "socket");
  const program = start([
    ...["serve", "--port", "0", "--unixsocket", socket, "--dir", folder],
    ...["--logfile", "respite.log", "--pidfile", "respite.pid"],
  ]);
  const log = path.join(folder, "respite.log");
  while (!fs.existsSync(log) || !READY.test(fs.readFileSync(log, "utf8"))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (program.child.exitCode !== null) throw new Error((await program.ended).stderr);
  }
  const client = await RawClient.connect({ path: socket });
  assert.equal(await client.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  assert.equal(
    fs.readFileSync(path.join(folder, "respite.pid"), "utf8"),
    `${program.child.pid}\n`,
  );
  program.signal("SIGTERM");
  const { code, stdout } = await program.ended;
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "" });
  assert.match(
    fs.readFileSync(log, "utf8"),
    new RegExp(`^${program.child.pid}:M \\d\\d [A-Z][a-z]{2} \\d{4} [\\d:.]{12} \\* Respite `),
  );
  assert.deepEqual(fs.readdirSync(folder).sort(), ["appendonlydir", "respite.log"]);
  fs.rmSync(folder, { recursive: true });
});

test("serve: an address of everywhere without a password is warned about", async () => {
  const program = start(["serve", "--port", `${await freePort()}`, "--bind", "*"]);
  await program.printed(/# No password is set: clients from other machines are refused/);
  program.signal("SIGTERM");
  await program.ended;
});

test("serve: what has no effect is said once", async () => {
  const program = start(["serve", "--port", `${await freePort()}`, "--io-threads", "4"]);
  await program.printed(READY);
  program.signal("SIGTERM");
  const { stdout } = await program.ended;
  assert.deepEqual([...stdout.matchAll(/ # (.*)/g)].map(([, warning]) => warning), [
    "Accepted without effect: io-threads",
  ]);
});

test("serve: with save points, the data are saved at the end and loaded at the beginning", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const port = await freePort();
  const options = ["serve", "--port", `${port}`, "--save", "3600 1"];
  try {
    const first = start(options, folder);
    await first.printed(READY);
    const second = start(["serve", "--port", `${await freePort()}`, "--save", "60 1"], folder);
    const refused = await second.ended;
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /is in use by process \d+/);
    assert.equal(await ask(port, "SET k v\r\n"), "+OK\r\n");
    first.signal("SIGTERM");
    assert.match((await first.ended).stdout, /DB saved on disk/);

    const third = start(options, folder);
    await third.printed(READY);
    assert.equal(await ask(port, "GET k\r\n"), "$1\r\nv\r\n");
    third.child.kill("SIGKILL");
    await third.ended;

    const file = path.join(folder, "dump.rdb");
    fs.truncateSync(file, fs.statSync(file).size - 1);
    const fourth = await start(options, folder).ended;
    assert.equal(fourth.code, 1);
    assert.match(
      fourth.stdout,
      /Fatal error loading the DB: Cannot load dump\.rdb, at byte \d+ of \d+: /,
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

/** What the server answers to one request. */
function ask(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(request));
    socket.on("error", reject);
    socket.once("data", (reply) => {
      socket.destroy();
      resolve(reply.toString("latin1"));
    });
  });
}

test("respite: --version, --help and a mistake", async () => {
  const version = await run("--version");
  assert.match(version.stdout, /^respite \d+\.\d+\.\d+ \((deno|bun) [\d.]+\)\n$/);
  const help = await run("--help");
  assert.equal(help.code, 0);
  for (const command of ["serve", "complete"]) assert.ok(help.stdout.includes(`\n  ${command}`));
  const serveHelp = await run("serve", "--help");
  for (const option of "host port unixsocket dir config maxmemory dialect".split(" ")) {
    assert.ok(serveHelp.stdout.includes(`--${option} `), option);
  }
  const mistake = await run("sreve");
  assert.equal(mistake.code, 1);
  assert.match(mistake.stderr, /unknown command 'sreve'\n.*serve/);
});

test("respite: completions are printed for a shell, and suggestions for a line", async () => {
  const script = await run("complete", "bash");
  assert.match(script.stdout, /^# bash completion for respite/);
  const options = await run("complete", "--", "serve", "--max");
  assert.match(options.stdout, /^--maxmemory\t/m);
  assert.match(options.stdout, /^--maxclients\t/m);
});
