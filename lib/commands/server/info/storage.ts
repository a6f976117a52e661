/** INFO persistence, replication, cluster and keyspace. */

import { type LoadingProgress, secondsLeft } from "../../../state/loading.ts";
import type { Server } from "../../../state/server.ts";
import { forgetSettledHashes } from "../../../types/hash_expiry.ts";
import type { Context } from "../../context.ts";
import type { Line } from "./lines.ts";

/** What is said of the append-only file where there can be none. */
const NO_APPEND_ONLY_FILE: readonly Line[] = [
  ["aof_enabled", 0],
  ["aof_rewrite_in_progress", 0],
  ["aof_rewrite_scheduled", 0],
  ["aof_last_rewrite_time_sec", -1],
  ["aof_current_rewrite_time_sec", -1],
  ["aof_last_bgrewrite_status", "ok"],
  ["aof_rewrites", 0],
  ["aof_rewrites_consecutive_failures", 0],
  ["aof_last_write_status", "ok"],
  ["aof_last_cow_size", 0],
];

/** What is said of the RDB file where there can be none. */
function withoutSnapshots({ dirty, startMs }: Server): Line[] {
  return [
    ["rdb_changes_since_last_save", dirty],
    ["rdb_bgsave_in_progress", 0],
    ["rdb_last_save_time", Math.floor(startMs / 1000)],
    ["rdb_last_bgsave_status", "ok"],
    ["rdb_last_bgsave_time_sec", -1],
    ["rdb_current_bgsave_time_sec", -1],
    ["rdb_saves", 0],
    ["rdb_last_cow_size", 0],
    ["rdb_last_load_keys_expired", 0],
    ["rdb_last_load_keys_loaded", 0],
  ];
}

function loadingLines(progress: LoadingProgress, nowMs: number): Line[] {
  const { loadedBytes, sinceMs, totalBytes } = progress;
  return [
    ["loading_start_time", Math.floor(sinceMs / 1000)],
    ["loading_total_bytes", totalBytes],
    ["loading_rdb_used_mem", 0],
    ["loading_loaded_bytes", loadedBytes],
    ["loading_loaded_perc", (loadedBytes * 100 / Math.max(totalBytes, 1)).toFixed(2)],
    ["loading_eta_seconds", secondsLeft(progress, nowMs)],
  ];
}

export function persistence({ server }: Context): Line[] {
  return [
    ["loading", server.isLoading ? 1 : 0],
    ["async_loading", 0],
    ["current_cow_peak", 0],
    ["current_cow_size", 0],
    ["current_cow_size_age", 0],
    ["current_fork_perc", "0.00"],
    ["current_save_keys_processed", server.snapshots?.progress.done ?? 0],
    ["current_save_keys_total", server.snapshots?.progress.total ?? 0],
    ...(server.snapshots?.facts() ?? withoutSnapshots(server)),
    ...(server.appendOnly?.facts() ?? NO_APPEND_ONLY_FILE),
    ["module_fork_in_progress", 0],
    ["module_fork_last_cow_size", 0],
    ...(server.appendOnly?.sizes() ?? []),
    ...(server.loading === null ? [] : loadingLines(server.loading, server.clock.nowMs())),
  ];
}

export function replication({ server }: Context): Line[] {
  return [
    ["role", "master"],
    ["connected_slaves", 0],
    ["master_failover_state", "no-failover"],
    ["master_replid", server.replicationId],
    ["master_replid2", "0".repeat(40)],
    ["master_repl_offset", 0],
    ["second_repl_offset", -1],
    ["repl_backlog_active", 0],
    ["repl_backlog_size", server.config.values.replBacklogSize],
    ["repl_backlog_first_byte_offset", 0],
    ["repl_backlog_histlen", 0],
  ];
}

export function cluster(): Line[] {
  return [["cluster_enabled", 0]];
}

export function keyspace({ server }: Context): Line[] {
  server.keyspace.databases.forEach(forgetSettledHashes);
  return server.keyspace.databases.filter((db) => db.size > 0).map((db) => {
    const { index, size, volatileSize, volatileHashes } = db;
    const averageTtl = Math.round(db.averageTtlMs);
    return [
      `db${index}`,
      `keys=${size},expires=${volatileSize},avg_ttl=${averageTtl},subexpiry=${volatileHashes}`,
    ];
  });
}
