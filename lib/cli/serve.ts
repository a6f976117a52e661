/** `respite serve`: a configuration, a server, and a process that ends when it is told to. */

import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { setImmediate, setTimeout } from "node:timers";
import { AppendOnlyFile } from "../persistence/aof/append_only_file.ts";
import { FileStorage } from "../persistence/file_storage.ts";
import { RdbSnapshots } from "../persistence/rdb_snapshots.ts";
import { bindAddresses, isPrivate } from "../server/addresses.ts";
import { REDIS } from "../server/dialect.ts";
import { RespiteServer } from "../server/server.ts";
import { reasonOf } from "../runtime/failures.ts";
import { readBytes, replaceFile } from "../runtime/files.ts";
import { RUNTIME } from "../runtime/host.ts";
import { FolderLock } from "../runtime/lock.ts";
import { writeLog } from "../runtime/log.ts";
import { onEndSignal, PROCESS_CLOCK, processFacts } from "../runtime/process.ts";
import type { Config } from "../state/config/config.ts";
import { BadValue } from "../state/config/error.ts";
import { ConfigFileError } from "../state/config/file.ts";
import { rewriteConfig, type RewriteExtras } from "../state/config/rewrite.ts";
import { findParameter, NAMES } from "../state/config/table.ts";
import { bytesToText, textToBytes, textToUtf8, utf8ToText } from "../state/config/text.ts";
import type { Host } from "../state/server.ts";
import { prepareEnd } from "../state/shutdown.ts";
import { VERSION } from "../version.ts";
import { LoadingDisplay } from "./loading_display.ts";
import { readPlan } from "./plan.ts";
import { renameCommands } from "./renames.ts";
import { readSettings } from "./settings.ts";
import { nearest } from "../repl/nearest.ts";
import { defineUsers, loadUsers, TWO_SOURCES } from "./users.ts";

/** Serves until a signal or SHUTDOWN. What cannot be done is said in one line, and ends with 1. */
export async function serve(args: readonly string[]): Promise<void> {
  try {
    await start(args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`respite: ${explain(error)}`);
    process.exit(1);
  }
}

/** The message in one line; for an option that there is not, with the one that was meant. */
function explain(error: Error): string {
  if (!(error instanceof ConfigFileError)) return error.message;
  const message = textToUtf8(error.message);
  const { file, text } = error.directive;
  const name = /^--([^\s=]+)/.exec(text)?.[1] ?? "";
  const options = [...NAMES, "host", "config", "dialect"];
  if (file !== undefined || name === "" || findParameter(name)) return message;
  const meant = nearest(name, options);
  return meant === undefined ? message : `${message} (did you mean --${meant}?)`;
}

async function start(args: readonly string[]): Promise<void> {
  const plan = readPlan(args);
  const { config, users, renames, inert } = readSettings(plan);
  const configFile = plan.files.length === 0 ? "" : path.resolve(plan.files.at(-1)!);
  const { port, bind, unixsocket } = config.values;
  if ((port === 0 || bind.length === 0) && unixsocket === "") {
    throw new Error("There is nothing to listen on: port is 0 and unixsocket is not set");
  }
  try {
    enterDirectory(config);
  } catch (error) {
    throw new Error(`Cannot use directory ${config.text("dir")}: ${(error as Error).message}`);
  }
  const log: Host["log"] = (level, line) =>
    writeLog(
      { threshold: config.values.loglevel, file: textToUtf8(config.values.logfile) },
      level,
      line,
    );

  const lock = new FolderLock();
  const end = async (): Promise<void> => {
    await server.stop();
    appendOnly.close();
    lock.release();
    if (pidFile !== "") fs.rmSync(pidFile, { force: true });
    log("notice", "Respite is now ready to exit, bye bye...");
    process.exit(0);
  };
  /** False if the data could not be saved, and the server goes on. */
  const endBySignal = (signal: string): boolean => {
    const { shutdownOnSigint, shutdownOnSigterm } = config.values;
    const words = signal === "SIGINT" ? shutdownOnSigint : shutdownOnSigterm;
    const mode = words.has("save") ? "save" : words.has("nosave") ? "nosave" : "default";
    log("notice", `Received ${signal} scheduling shutdown...`);
    if (!prepareEnd(server.engine.server, { mode, force: words.has("force") })) {
      log(
        "warning",
        `${signal} received but errors trying to shut down the server, check the logs for more ` +
          "information",
      );
      return false;
    }
    void end();
    return true;
  };
  const host: Host = {
    ...processFacts(),
    configFile,
    rewriteConfig: () => {
      const { aclfile } = config.values;
      const { lines } = server.engine.server.acl;
      rewriteFile(configFile, config, aclfile === "" ? { users: lines } : {});
    },
    readAclFile: () => bytesToText(readBytes(textToUtf8(config.values.aclfile))),
    writeAclFile: (text) => replaceFile(textToUtf8(config.values.aclfile), textToBytes(text)),
    shutDown: () => void end(),
    log,
  };
  const server = new RespiteServer({
    config,
    clock: PROCESS_CLOCK,
    random: Math.random,
    host,
    dialect: plan.dialect === "miniature" ? (await import("../miniature/mod.ts")).MINIATURE : REDIS,
  });
  config.onEffect("directory", () => {
    enterDirectory(config);
    try {
      lock.move();
    } catch (error) {
      throw new BadValue((error as Error).message);
    }
  });

  renameCommands(server.engine.commands, renames);
  const { acl } = server.engine.server;
  if (config.values.aclfile === "") defineUsers(acl, users);
  else if (users.length > 0) throw new Error(TWO_SOURCES);
  else loadUsers(acl, config.values.aclfile, host.readAclFile);

  const isKept = config.values.appendonly || config.values.save.length > 0;
  if (isKept) lock.hold();
  const { engine } = server;
  const storage = new FileStorage(".", () => lock.hold());
  const snapshots = new RdbSnapshots({ engine, storage, later: setTimeout });
  const appendOnly = new AppendOnlyFile({
    engine,
    storage,
    defer: setImmediate,
    pause: (ms, action) => void setTimeout(action, ms),
    abort(reason) {
      log("warning", reason);
      process.exit(1);
    },
  });
  const pidFile = textToUtf8(config.values.pidfile);
  onEndSignal(endBySignal);
  await server.start();
  const since = performance.now();
  const seconds = () => ((performance.now() - since) / 1000).toFixed(3);
  const display = new LoadingDisplay({
    terminal: process.stdout.isTTY && config.values.logfile === ""
      ? (text) => void process.stdout.write(text)
      : null,
    log: (line) => log("notice", line),
    nowMs: Date.now,
  });
  const slices = { later: setImmediate, onProgress: display.show.bind(display) };
  try {
    // An append-only file that is yet to be begins with what an RDB file has.
    if (!appendOnly.isThere && await snapshots.loadInSlices(slices)) {
      display.end();
      log("notice", `DB loaded from disk: ${seconds()} seconds`);
    }
    if (await appendOnly.startInSlices(slices)) {
      display.end();
      log("notice", `DB loaded from append only file: ${seconds()} seconds`);
    }
    display.end();
  } catch (error) {
    display.end();
    log("warning", `Fatal error loading the DB: ${(error as Error).message}. Exiting.`);
    if (config.values.logfile !== "") throw error; // It is said on the terminal, too.
    process.exit(1);
  }

  if (pidFile !== "") fs.writeFileSync(pidFile, `${process.pid}\n`);
  announce(config, log, inert, acl.isOpen);
}

/** Works in `dir`, and keeps its full path there. Throws BadValue. */
function enterDirectory(config: Config): void {
  const directory = textToUtf8(config.values.dir);
  try {
    process.chdir(directory);
  } catch (error) {
    throw new BadValue(reasonOf(error));
  }
  config.preset("dir", [utf8ToText(process.cwd())]);
}

function rewriteFile(file: string, config: Config, extras: RewriteExtras): void {
  const old = fs.existsSync(file) ? bytesToText(readBytes(file)) : "";
  replaceFile(file, textToBytes(rewriteConfig(old, config, extras)));
}

/** The banner, and what the person who started the server should know. */
function announce(
  config: Config,
  log: Host["log"],
  inert: readonly string[],
  isOpen: boolean,
): void {
  const { bind, port, unixsocket, protectedMode, appendonly, appendfsync, dir, save } =
    config.values;
  const places = port === 0 ? [] : bind.map((host) => `${host.replace(/^-/, "")}:${port}`);
  if (unixsocket !== "") places.push(textToUtf8(unixsocket));
  const storage = appendonly
    ? `append-only file in ${textToUtf8(dir)}, appendfsync ${appendfsync}`
    : save.length > 0
    ? `snapshots in ${textToUtf8(dir)}`
    : "memory only";
  log("notice", `Respite ${VERSION} on ${RUNTIME}, ${places.join(" ")}, ${storage}`);
  if (inert.length > 0) log("warning", `Accepted without effect: ${inert.join(", ")}`);
  if (port !== 0 && isOpen && !bindAddresses(bind).every(isPrivate)) {
    log(
      "warning",
      protectedMode
        ? "No password is set: clients from other machines are refused (protected-mode)"
        : "No password is set and protected-mode is off: anybody who can connect is served",
    );
  }
  if (port !== 0) log("notice", "Ready to accept connections tcp");
  if (unixsocket !== "") log("notice", "Ready to accept connections unix");
}
