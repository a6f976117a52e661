/** An engine in memory, with a clock that stands still, for tests of commands. */

import type { CommandDefinition } from "../../lib/commands/command.ts";
import { DEFINITIONS } from "../../lib/commands/mod.ts";
import { Engine, type EngineOptions } from "../../lib/engine/engine.ts";
import { Args, latin1 } from "../../lib/resp/args.ts";
import { HandClock } from "../../lib/state/clock.ts";
import { Config } from "../../lib/state/config/config.ts";
import type { Host } from "../../lib/state/server.ts";
import type { Peer, Session } from "../../lib/state/session.ts";
import { randomFrom } from "./random.ts";

/** A client in memory: `command` gives the reply as it stands on the wire (Latin-1). */
export class TestClient {
  readonly session: Session;
  readonly #engine: Engine;
  isClosed = false;

  constructor(engine: Engine, address: string) {
    const peer: Peer = {
      address,
      localAddress: "127.0.0.1:6379",
      descriptor: 8,
      isLocal: true,
      inputBytes: 0,
      inputRoom: 0,
      outputBytes: 0,
      flush() {},
      resume() {},
      close: () => {
        this.isClosed = true;
        engine.disconnect(this.session);
      },
    };
    this.#engine = engine;
    this.session = engine.connect(peer);
  }

  /** Executes a command, its words given as byte strings; returns the reply's wire form. */
  command(...words: (string | number)[]): string {
    this.#engine.beginTurn(this.session);
    this.#engine.execute(this.session, Args.of(...words.map(String)));
    this.#engine.endTurn();
    return this.output();
  }

  /** What was written to the client since the last look. */
  output(): string {
    const { reply } = this.session;
    const wire = latin1(reply.bytes, 0, reply.length);
    reply.clear();
    return wire;
  }

  /** Switches between RESP2 and RESP3. */
  protocol(version: 2 | 3): void {
    this.session.reply.protocol = version;
  }
}

/** An engine with one client to begin with. */
export class TestEngine extends TestClient {
  readonly engine: Engine;
  readonly clock: HandClock;
  readonly log: string[];
  readonly files: { acl: string };
  isShutDown: () => boolean;
  #clients = 1;

  constructor(parameters: Record<string, string> = {}) {
    const { options, clock, log, files, isShutDown } = testParts(DEFINITIONS, parameters);
    const engine = new Engine(options);
    super(engine, "127.0.0.1:50001");
    this.engine = engine;
    this.clock = clock;
    this.log = log;
    this.files = files;
    this.isShutDown = isShutDown;
  }

  /** Another client of the same engine. */
  client(): TestClient {
    return new TestClient(this.engine, `127.0.0.1:${50001 + this.#clients++}`);
  }
}

/** What a test's engine is made of, and the handles to it. */
export interface TestParts {
  readonly options: EngineOptions;
  readonly clock: HandClock;
  readonly log: string[];
  /** The text of the ACL file. */
  readonly files: { acl: string };
  readonly isShutDown: () => boolean;
}

/** The parts of an engine with a clock that stands still and a seeded source of chance. */
export function testParts(
  commands: readonly CommandDefinition[],
  parameters: Record<string, string> = {},
): TestParts {
  const clock = new HandClock();
  const log: string[] = [];
  let isShutDown = false;
  const files = { acl: "" };
  const host: Host = {
    runtime: "test 1.0",
    processId: 1,
    operatingSystem: "Linux",
    architecture: "x86_64",
    configFile: "",
    executable: "respite",
    residentBytes: () => 1 << 26,
    totalMemoryBytes: () => 2 ** 34,
    cpuMicros: () => ({ user: 0, system: 0 }),
    rewriteConfig() {},
    readAclFile: () => files.acl,
    writeAclFile: (text) => {
      files.acl = text;
    },
    shutDown: () => {
      isShutDown = true;
    },
    log: (_level, line) => log.push(line),
  };
  const config = new Config({ save: "", ...parameters });
  const options = { config, clock, random: randomFrom(1), host, commands };
  return { options, clock, log, files, isShutDown: () => isShutDown };
}

export function testEngine(parameters: Record<string, string> = {}): TestEngine {
  return new TestEngine(parameters);
}
