/** TLS to redis-server, with certificates made on the spot. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { runCommandLine } from "../../lib/cli/repl_command.ts";
import { fakeStreams } from "./talk.ts";

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
const file = (name: string) => path.join(FOLDER, name);

function missing(): string | false {
  if (spawnSync("openssl", ["version"]).status !== 0) return "there is no openssl";
  // Without TLS, the first line is what it complains of.
  const input = "tls-port 0\nno-such-parameter 1\n";
  const { status, stderr } = spawnSync("redis-server", ["-"], { input, encoding: "utf8" });
  if (status === null) return "there is no redis-server";
  return stderr.includes("no-such-parameter") ? false : "this redis-server has no TLS";
}

const skip = missing();
if (skip) console.warn(`tests of TLS SKIPPED: ${skip}`);

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { cwd: FOLDER, encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr}`);
}

/** An authority, and certificates of a server and a client that it vouches for. */
function makeCertificates(): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    ...["req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2"],
    ...["-subj", "/CN=Tests"],
  );
  fs.writeFileSync(file("names"), "subjectAltName=DNS:redis.test");
  for (const [name, subject] of [["server", "redis.test"], ["client", "someone"]]) {
    openssl(
      ...["req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj"],
      `/CN=${subject}`,
    );
    openssl(
      ...["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.crt", "-CAkey", "ca.key"],
      ...["-CAcreateserial", "-out", `${name}.crt`, "-days", "2"],
      ...(name === "server" ? ["-extfile", "names"] : []),
    );
  }
  fs.mkdirSync(file("authorities"));
  fs.copyFileSync(file("ca.crt"), path.join(file("authorities"), "one.pem"));
}

let port = 0;
let stop = () => {};

before(async () => {
  if (skip) return;
  makeCertificates();
  port = await freePort();
  const child = spawn("redis-server", [
    ...["--port", "0", "--tls-port", `${port}`, "--save", "", "--dir", FOLDER, "--bind"],
    ...["127.0.0.1", "--tls-cert-file", file("server.crt"), "--tls-key-file", file("server.key")],
    ...["--tls-ca-cert-file", file("ca.crt"), "--tls-auth-clients", "optional"],
  ], { stdio: ["ignore", "pipe", "ignore"] });
  stop = () => void child.kill("SIGKILL");
  let log = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (bytes) => {
      log += bytes;
      if (log.includes("Ready to accept connections")) resolve();
    });
    child.on("exit", () => reject(new Error(`redis-server: ${log}`)));
  });
  child.removeAllListeners("exit");
});

after(() => {
  stop();
  fs.rmSync(FOLDER, { recursive: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as net.AddressInfo;
      listener.close(() => resolve(port));
    });
  });
}

async function run(...flags: readonly string[]): Promise<{ status: number; written: string }> {
  const streams = fakeStreams(false);
  streams.input.end();
  const args = [...flags.map((flag) => flag.replace(/^%/, `${FOLDER}/`)), "PING"];
  const status = await runCommandLine("cli", ["-p", `${port}`, ...args], streams);
  await new Promise((resolve) => setImmediate(resolve));
  return { status, written: streams.written() };
}

const PONG = { status: 0, written: "PONG\n" };

const GOOD: Readonly<Record<string, readonly string[]>> = {
  "an authority": ["--tls", "--cacert", "%ca.crt"],
  "a folder of authorities": ["--tls", "--cacertdir", "%authorities"],
  "a server that is not asked who it is": ["--tls", "--insecure"],
  "a certificate of ours": [
    ...["--tls", "--cacert", "%ca.crt", "--cert", "%client.crt", "--key", "%client.key"],
  ],
  "the server's name": ["--tls", "--cacert", "%ca.crt", "--sni", "redis.test"],
  "ciphers": ["--tls", "--insecure", "--tls-ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"],
  "suites of ciphers": ["--tls", "--insecure", "--tls-ciphersuites", "TLS_AES_128_GCM_SHA256"],
};

for (const [name, flags] of Object.entries(GOOD)) {
  test(`tls: a command by way of ${name}`, { skip }, async () => {
    assert.deepEqual(await run(...flags), PONG);
  });
}

test("tls: rediss:// is TLS", { skip }, async () => {
  assert.deepEqual(await run("--insecure", "-u", `rediss://127.0.0.1:${port}/1`), PONG);
});

const BAD: Readonly<Record<string, readonly [flags: readonly string[], written: RegExp]>> = {
  "a server that nobody vouches for": [
    ["--tls"],
    /^Could not connect to Redis at 127.0.0.1:\d+: self[- ]signed certificate in certificate chain\n$/,
  ],
  "a server of another name": [
    ["--tls", "--cacert", "%ca.crt", "--sni", "other.test"],
    /^Could not connect to Redis at 127.0.0.1:\d+: .*other\.test.*\n$/,
  ],
  "an authority that is not there": [
    ["--tls", "--cacert", "%nothing.crt"],
    /^Could not negotiate a TLS connection: .*nothing.crt: No such file or directory\n$/,
  ],
  "ciphers that are none": [
    ["--tls", "--insecure", "--tls-ciphers", "NONSENSE"],
    /^Could not negotiate a TLS connection: no cipher match\n$/i,
  ],
};

for (const [name, [flags, written]] of Object.entries(BAD)) {
  test(`tls: ${name} is refused`, { skip }, async () => {
    const result = await run(...flags);
    assert.equal(result.status, 1);
    assert.match(result.written, written);
  });
}
