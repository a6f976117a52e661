/** What a running server knows besides one client: the state that commands read and change. */

import { Acl } from "./acl/acl.ts";
import type { AclCatalog } from "./acl/catalog.ts";
import type { AppendOnly } from "./append_only.ts";
import type { Config } from "./config/config.ts";
import { Keyspace } from "../keyspace/keyspace.ts";
import { Channels } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { CommandLog } from "./command_log.ts";
import { LatencyMonitor } from "./latency.ts";
import { ClientMemory } from "./memory.ts";
import { Libraries } from "./libraries.ts";
import type { LoadingProgress } from "./loading.ts";
import { Outbox } from "./outbox.ts";
import { Pause } from "./pause.ts";
import type { Session } from "./session.ts";
import type { Snapshots } from "./snapshots.ts";
import { Stats } from "./stats.ts";
import { Tracking } from "./tracking.ts";
import { Waits } from "./waits.ts";
import { Watches } from "./watches.ts";

/** What only the process around the engine can do or tell. */
export interface Host {
  /** The version of the runtime, e.g. `deno 2.9.6`. */
  readonly runtime: string;
  readonly processId: number;
  readonly operatingSystem: string;
  readonly architecture: string;
  /** Path of the configuration file, or empty. */
  readonly configFile: string;
  readonly executable: string;
  /** Bytes of memory that the process holds. */
  residentBytes(): number;
  /** Bytes of memory that the machine has. */
  totalMemoryBytes(): number;
  /** Processor time used, in microseconds. */
  cpuMicros(): { user: number; system: number };
  /** Writes the configuration back to its file. Throws with the reason. */
  rewriteConfig(): void;
  /** The text of the ACL file, and how it is replaced; Latin-1. Both throw with the reason. */
  readAclFile(): string;
  writeAclFile(text: string): void;
  /** Ends the process (or the embedded server) after this turn. */
  shutDown(): void;
  /** A line for the log. */
  log(level: "debug" | "verbose" | "notice" | "warning", line: string): void;
}

export class Server {
  readonly config: Config;
  readonly clock: Clock;
  readonly host: Host;
  readonly random: () => number;
  readonly keyspace: Keyspace;
  readonly acl: Acl;
  readonly stats: Stats = new Stats();
  readonly slowLog: CommandLog = new CommandLog();
  readonly largeRequests: CommandLog = new CommandLog();
  readonly largeReplies: CommandLog = new CommandLog();
  readonly latency: LatencyMonitor = new LatencyMonitor();
  readonly watches: Watches = new Watches();
  readonly waits: Waits = new Waits();
  /** All clients, by id, oldest first. */
  readonly sessions: Map<number, Session> = new Map();
  readonly monitors: Set<Session> = new Set();
  /** What sessions are told out of turn. */
  readonly outbox: Outbox = new Outbox();
  readonly channels: Channels;
  readonly tracking: Tracking;
  readonly clientMemory: ClientMemory = new ClientMemory();
  readonly libraries: Libraries = new Libraries();
  /** What keeps the changes in files; null where there are none. */
  appendOnly: AppendOnly | null = null;
  /** What saves the data in an RDB file; null where there are none. */
  snapshots: Snapshots | null = null;
  /** Forty hexadecimal digits. */
  readonly runId: string;
  replicationId: string;
  readonly startMs: number;
  readonly pause: Pause;
  /** Bytes that the empty databases took. */
  readonly startupMemory: number;
  /** Whether the data are being loaded, and not yet to be had. */
  isLoading = false;
  /** How far that has come; null if nothing is being loaded. */
  loading: LoadingProgress | null = null;
  /** Changes since the last save. */
  dirty = 0;
  /** `DEBUG SET-ACTIVE-EXPIRE`. */
  activeExpiry = true;
  /** `DEBUG SET-SKIP-CHECKSUM-VALIDATION`: with false, RESTORE takes any checksum. */
  checksPayloads = true;
  /** `DEBUG PAUSE-CRON`: nothing is done between turns. */
  isCronPaused = false;
  #nextSessionId = 1;

  constructor(
    config: Config,
    clock: Clock,
    random: () => number,
    host: Host,
    commands: AclCatalog,
  ) {
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.host = host;
    this.acl = new Acl(commands, config);
    this.keyspace = new Keyspace(config.values.databases, random);
    const { env } = this.keyspace;
    this.pause = new Pause(env);
    this.channels = new Channels(this.outbox, env.seed);
    this.tracking = new Tracking(this.sessions, this.outbox, random, env.seed);
    this.runId = hexDigits(40, random);
    this.replicationId = hexDigits(40, random);
    this.startMs = clock.nowMs();
    this.startupMemory = this.keyspace.usedBytes;
  }

  /** CONFIG RESETSTAT. */
  resetStats(): void {
    this.stats.reset();
    this.keyspace.env.resetStats();
    this.keyspace.reclaimedCollections = 0;
  }

  /** The number of the next client. */
  nextSessionId(): number {
    return this.#nextSessionId++;
  }
}

/** Random hexadecimal digits. */
export function hexDigits(count: number, random: () => number): string {
  let digits = "";
  while (digits.length < count) digits += Math.floor(random() * 16).toString(16);
  return digits;
}
