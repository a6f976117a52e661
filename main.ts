#!/usr/bin/env -S deno run -A
import process from "node:process";
import { RespiteServer } from "./lib/server/server.ts";
import { Config } from "./lib/state/config/config.ts";
const config = new Config({ save: "", bind: "127.0.0.1" });
const port = process.argv[process.argv.indexOf("--port") + 1];
config.preset("port", [port]);
const server = new RespiteServer({
  config,
  clock: { nowMs: Date.now, micros: () => performance.now() * 1000 },
  random: Math.random,
  host: {
    runtime: "",
    processId: process.pid,
    operatingSystem: "",
    architecture: "",
    configFile: "",
    executable: "",
    residentBytes: () => process.memoryUsage().rss,
    cpuMicros: () => process.cpuUsage(),
    rewriteConfig() {},
    shutDown() {
      process.exit(0);
    },
    log() {},
  },
});
await server.start();
