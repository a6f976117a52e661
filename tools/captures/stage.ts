/** Where captures are made: servers with sample data, profiles, and the prompt in a terminal. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Pane, passed } from "./pane.ts";
import { sampleLines } from "./sample.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** Our server, the one that is marked production, and two nodes of a cluster. */
export const PORTS = { local: 7610, shop: 7611, nodes: [7612, 7613] } as const;

const CONFIG = `[profiles.local]
url = "redis://127.0.0.1:${PORTS.local}"
colour = "green"

[profiles.shop]
url = "redis://127.0.0.1:${PORTS.shop}"
production = true
`;

export interface Size {
  readonly columns?: number;
  readonly rows?: number;
}

export class Stage implements AsyncDisposable {
  readonly folder: string = fs.mkdtempSync(path.join(os.tmpdir(), "respite-stage-"));
  /** Where the shell is. */
  readonly work: string = path.join(this.folder, "work");
  readonly #children: ChildProcess[] = [];
  #hasCluster = false;

  private constructor() {}

  static async set(): Promise<Stage> {
    const stage = new Stage();
    const bin = path.join(stage.folder, "bin");
    fs.mkdirSync(bin);
    fs.writeFileSync(
      path.join(bin, "respite"),
      `#!/bin/sh\nexec '${process.execPath}' run -A --no-check '${MAIN}' "$@"\n`,
      { mode: 0o755 },
    );
    fs.writeFileSync(path.join(stage.folder, "config.toml"), CONFIG, { mode: 0o600 });
    fs.mkdirSync(stage.work);
    const flags = (port: number) => ["--port", `${port}`, "--enable-debug-command", "local"];
    await stage.#start(["respite", "serve", ...flags(PORTS.local)], PORTS.local);
    await stage.#start(["respite", "serve", ...flags(PORTS.shop)], PORTS.shop);
    await stage.pipe("local", sampleLines());
    await stage.pipe("shop", ["DEBUG POPULATE 12345 user"]);
    return stage;
  }

  /** Lets the prompt run the lines of a pipe. */
  async pipe(profile: string, lines: readonly string[]): Promise<void> {
    const { status, stdout, stderr } = spawnSync("respite", ["cli", "-e", `@${profile}`], {
      input: lines.map((line) => `${line}\n`).join(""),
      env: this.#variables([]),
      encoding: "utf8",
    });
    if (status !== 0) {
      throw new Error(
        `The sample data are not taken: ${stdout.replace(/^(OK|\d+)\n/gm, "")}${stderr}`,
      );
    }
    await Promise.resolve();
  }

  /** The prompt in a terminal; `history` are the lines that were typed before. */
  async prompt(
    args: readonly string[],
    size: Size = {},
    history: readonly string[] = [],
  ): Promise<Pane> {
    const pane = this.#pane(["respite", "repl", ...args], size, history);
    await pane.ready();
    await passed(400); // Until it has learnt the commands of the server.
    return pane;
  }

  /** A shell in a terminal. */
  async shell(size: Size = {}, variables: Readonly<Record<string, string>> = {}): Promise<Pane> {
    const pane = this.#pane(["sh"], size, [], { PS1: "$ ", ...variables });
    await pane.ready();
    return pane;
  }

  /** Two nodes of redis-server's, which share the slots; false if it is not installed. */
  async cluster(): Promise<boolean> {
    if (this.#hasCluster) return true;
    if (spawnSync("redis-server", ["--version"]).status !== 0) return false;
    const ask = (port: number, ...words: string[]) =>
      spawnSync("respite", ["cli", "-p", `${port}`, ...words], {
        env: this.#variables([]),
        encoding: "utf8",
      }).stdout;
    for (const port of PORTS.nodes) {
      const dir = path.join(this.folder, `node-${port}`);
      fs.mkdirSync(dir);
      await this.#start(
        [
          "redis-server",
          "--port",
          `${port}`,
          "--dir",
          dir,
          "--save",
          "",
          "--cluster-enabled",
          "yes",
        ],
        port,
      );
    }
    ask(PORTS.nodes[0], "CLUSTER", "ADDSLOTSRANGE", "0", "8191");
    ask(PORTS.nodes[1], "CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
    ask(PORTS.nodes[1], "CLUSTER", "SET-CONFIG-EPOCH", "7");
    ask(PORTS.nodes[0], "CLUSTER", "MEET", "127.0.0.1", `${PORTS.nodes[1]}`);
    for (const port of PORTS.nodes) {
      while (!/cluster_state:ok/.test(ask(port, "CLUSTER", "INFO"))) await passed(200);
    }
    this.#hasCluster = true;
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #pane(
    program: readonly string[],
    { columns = 90, rows = 40 }: Size,
    history: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Pane {
    return new Pane({
      columns,
      rows,
      folder: this.work,
      program,
      variables: { ...this.#variables(history), ...variables },
    });
  }

  #variables(history: readonly string[]): Record<string, string> {
    const historyFile = path.join(this.folder, "history");
    fs.writeFileSync(historyFile, history.map((line) => `${line}\n`).join(""));
    fs.rmSync(path.join(this.folder, "snippets"), { force: true });
    return {
      PATH: `${path.join(this.folder, "bin")}:${process.env.PATH}`,
      HOME: process.env.HOME ?? this.folder, // The modules of the runtime lie there.
      LANG: "C.UTF-8",
      PAGER: "cat",
      RESPITE_CONFIG: path.join(this.folder, "config.toml"),
      RESPITE_HISTFILE: historyFile,
      INPUTRC: "/dev/null",
    };
  }

  async #start([program, ...args]: readonly string[], port: number): Promise<void> {
    if (await answers(port)) throw new Error(`Something listens on port ${port} already`);
    const child = spawn(program, args, {
      env: this.#variables([]),
      cwd: this.work,
      stdio: "ignore",
    });
    this.#children.push(child);
    for (let attempt = 0; !await answers(port); attempt++) {
      if (attempt > 200) throw new Error(`${program} does not listen on port ${port}`);
      await passed(50);
    }
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
