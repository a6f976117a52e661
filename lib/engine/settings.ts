/** The parameters that dispatch looks at, as plain fields, kept in step with CONFIG SET. */

import type { EvictionPolicy } from "../keyspace/eviction.ts";
import { LINE_BYTES_MAX, type RequestLimits } from "../resp/request_reader.ts";
import type { Server } from "../state/server.ts";
import type { Session } from "../state/session.ts";
import type { Engine } from "./engine.ts";

/** Below this, what is measured together cannot be told from what was slow. */
const SLOW_MICROS = 1000;

/** A command with a larger request or reply is measured alone. */
export const LARGE_BYTES = 16 * 1024;

/** What clients have to wait for active expiry at a time. */
const EXPIRY_SLICE_MICROS = 1000;

/** However little clients may have, one can still talk to the server. */
const CLIENT_MEMORY_MIN = 128 * 1024;

export class Settings {
  maxMemory = 0;
  eviction: EvictionPolicy = { policy: "noeviction", samples: 5 };
  evictionMicros = 500;
  slowLogMicros = 10_000;
  slowLogLength = 128;
  /** Requests and replies of so many bytes are logged; negative: none are. */
  largeRequestBytes = 2 ** 20;
  largeRequestsLength = 128;
  largeReplyBytes = 2 ** 20;
  largeRepliesLength = 128;
  /** Whether quick commands are measured several at once: not if each may be worth noting. */
  sharesTiming = true;
  /** `latency-monitor-threshold` in microseconds; 0: not monitored. */
  latencyMicros = 0;
  /** `latency-tracking`. */
  tracksLatency = true;
  /** How long each cycle of active expiry may take, how long at a time, and the pauses between. */
  expiryBudgetMicros = 25_000;
  expirySliceMicros = EXPIRY_SLICE_MICROS;
  expiryPauseMs = 3;
  expiryEffort = 1;
  /** `maxmemory-clients` in bytes; 0: no limit. */
  maxClientMemory = 0;
  /** `tracking-table-max-keys`; 0: no limit. */
  trackingKeysMax = 0;
  /** Limits of requests, shared by all connections. */
  readonly limits: RequestLimits = { bulkBytesMax: 512 * 1024 * 1024 };
  queryBufferMax = 1024 * 1024 * 1024;

  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    this.read();
    const { config } = server;
    config.onEffect("memory", () => this.read());
    config.onChange(
      [
        "slowlog-log-slower-than",
        "slowlog-max-len",
        "commandlog-request-larger-than",
        "commandlog-large-request-max-len",
        "commandlog-reply-larger-than",
        "commandlog-large-reply-max-len",
        "latency-monitor-threshold",
        "latency-tracking",
        "proto-max-bulk-len",
        "client-query-buffer-limit",
        "hz",
        "active-expire-effort",
        "lfu-log-factor",
        "lfu-decay-time",
        "maxmemory-samples",
        "maxmemory-eviction-tenacity",
        "tracking-table-max-keys",
      ],
      () => this.read(),
    );
  }

  /** Takes over the values in force. */
  read(): void {
    const { values } = this.#server.config;
    const { env } = this.#server.keyspace;
    this.maxMemory = values.maxmemory;
    this.eviction = { policy: values.maxmemoryPolicy, samples: values.maxmemorySamples };
    this.evictionMicros = evictionBudget(values.maxmemoryEvictionTenacity);
    env.isLfu = values.maxmemoryPolicy.endsWith("lfu");
    env.lfuLogFactor = values.lfuLogFactor;
    env.lfuDecayMinutes = values.lfuDecayTime;
    this.slowLogMicros = values.slowlogLogSlowerThan;
    this.slowLogLength = values.slowlogMaxLen;
    this.largeRequestBytes = values.commandlogRequestLargerThan;
    this.largeRequestsLength = values.commandlogLargeRequestMaxLen;
    this.largeReplyBytes = values.commandlogReplyLargerThan;
    this.largeRepliesLength = values.commandlogLargeReplyMaxLen;
    this.latencyMicros = values.latencyMonitorThreshold * 1000;
    this.sharesTiming = this.latencyMicros === 0 &&
      (this.slowLogMicros < 0 || this.slowLogMicros >= SLOW_MICROS) &&
      (this.largeRequestBytes < 0 || this.largeRequestBytes >= LARGE_BYTES) &&
      (this.largeReplyBytes < 0 || this.largeReplyBytes >= LARGE_BYTES);
    this.tracksLatency = values.latencyTracking;
    this.limits.bulkBytesMax = values.protoMaxBulkLen;
    this.queryBufferMax = Math.max(values.clientQueryBufferLimit, LINE_BYTES_MAX);
    this.expiryEffort = values.activeExpireEffort;
    // A quarter of the time, and up to 43 % with the greatest effort.
    const share = 0.23 + 0.02 * this.expiryEffort;
    this.expiryBudgetMicros = share * 1e6 / values.hz;
    this.expirySliceMicros = Math.min(this.expiryBudgetMicros, EXPIRY_SLICE_MICROS);
    this.expiryPauseMs = this.expirySliceMicros * (1 / share - 1) / 1000;
    const clientMemory = values.maxmemoryClients >= 0
      ? values.maxmemoryClients
      : Math.floor(values.maxmemory * -values.maxmemoryClients / 100);
    this.maxClientMemory = clientMemory === 0 ? 0 : Math.max(clientMemory, CLIENT_MEMORY_MIN);
    this.trackingKeysMax = values.trackingTableMaxKeys;
  }

  /** `enable-debug-command` and `enable-module-command`: whether a client may use DEBUG, or MODULE. */
  allows(name: string, session: Session): boolean {
    const { enableDebugCommand, enableModuleCommand } = this.#server.config.values;
    const allowed = name === "DEBUG" ? enableDebugCommand : enableModuleCommand;
    return allowed === "yes" || (allowed === "local" && session.peer.isLocal);
  }

  /** `timeout`: closes clients that have been idle for too long. */
  closeIdle({ server, nowMs }: Engine): void {
    const { timeout } = server.config.values;
    if (timeout === 0) return;
    for (const session of [...server.sessions.values()]) {
      const { activeMs, isMonitor, isParked, peer, subscriptions } = session;
      const isSilent = isMonitor || isParked || subscriptions !== null;
      if (nowMs - activeMs > timeout * 1000 && !isSilent) peer.close();
    }
  }
}

/** Microseconds that a command may spend on eviction, by `maxmemory-eviction-tenacity`, as Redis. */
function evictionBudget(tenacity: number): number {
  if (tenacity === 100) return Infinity;
  return tenacity <= 10 ? 50 * tenacity : 500 * 1.15 ** (tenacity - 10);
}
