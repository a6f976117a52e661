/** The sections of INFO, each a function that gives its `name:value` lines. */

import { REDIS_VERSION, VERSION } from "../../../version.ts";
import type { Context } from "../../context.ts";
import type { Command } from "../../table.ts";
import { humanBytes, memoryReport } from "../../../state/memory.ts";

type Line = readonly [name: string, value: string | number];
type Section = (context: Context) => Line[];

/** In the order in which INFO prints them; `isDefault`: part of a plain INFO. */
export const SECTIONS: readonly (readonly [name: string, isDefault: boolean, Section])[] = [
  ["Server", true, serverSection],
  ["Clients", true, clientsSection],
  ["Memory", true, memorySection],
  ["Persistence", true, persistenceSection],
  ["Stats", true, statsSection],
  ["Replication", true, replicationSection],
  ["CPU", true, cpuSection],
  ["Modules", true, () => []],
  ["Commandstats", false, commandStatsSection],
  ["Errorstats", true, errorStatsSection],
  ["Latencystats", false, latencyStatsSection],
  ["Cluster", true, () => [["cluster_enabled", 0]]],
  ["Keyspace", true, keyspaceSection],
];

function serverSection({ server, nowMs }: Context): Line[] {
  const { config, host } = server;
  const { values } = config;
  const upSeconds = Math.floor((nowMs - server.startMs) / 1000);
  return [
    ["redis_version", REDIS_VERSION],
    ["respite_version", VERSION],
    ["redis_git_sha1", "00000000"],
    ["redis_git_dirty", 0],
    ["redis_mode", "standalone"],
    ["os", host.operatingSystem],
    ["arch_bits", 64],
    ["runtime", host.runtime],
    ["monotonic_clock", "of the runtime"],
    ["multiplexing_api", host.runtime.split(" ")[0]],
    ["atomicvar_api", "single-threaded"],
    ["process_id", host.processId],
    ["process_supervised", "no"],
    ["run_id", server.runId],
    ["tcp_port", values.port],
    ["server_time_usec", nowMs * 1000],
    ["uptime_in_seconds", upSeconds],
    ["uptime_in_days", Math.floor(upSeconds / 86_400)],
    ["hz", values.hz],
    ["configured_hz", values.hz],
    ["lru_clock", server.keyspace.env.lruClock],
    ["executable", host.executable],
    ["config_file", host.configFile],
    ["io_threads_active", 0],
  ];
}

function clientsSection({ server }: Context): Line[] {
  let [input, output] = [0, 0];
  for (const { peer, reply } of server.sessions.values()) {
    input = Math.max(input, peer.inputBytes);
    output = Math.max(output, peer.outputBytes + reply.length);
  }
  return [
    ["connected_clients", server.sessions.size],
    ["cluster_connections", 0],
    ["maxclients", server.config.values.maxclients],
    ["client_recent_max_input_buffer", input],
    ["client_recent_max_output_buffer", output],
    ["blocked_clients", 0],
    ["tracking_clients", 0],
    ["pubsub_clients", 0],
    ["watching_clients", [...server.sessions.values()].filter((s) => s.watched.length > 0).length],
    ["clients_in_timeout_table", 0],
    ["total_watched_keys", server.watches.size],
    ["total_blocking_keys", 0],
    ["total_blocking_keys_on_nokey", 0],
  ];
}

function memorySection({ server }: Context): Line[] {
  const report = memoryReport(server);
  const { maxmemory, maxmemoryPolicy } = server.config.values;
  const ratio = (a: number, b: number) => (b === 0 ? 1 : a / b).toFixed(2);
  const percent = (a: number, b: number) => `${(b === 0 ? 0 : (a / b) * 100).toFixed(2)}%`;
  return [
    ["used_memory", report.used],
    ["used_memory_human", humanBytes(report.used)],
    ["used_memory_rss", report.resident],
    ["used_memory_rss_human", humanBytes(report.resident)],
    ["used_memory_peak", report.peak],
    ["used_memory_peak_human", humanBytes(report.peak)],
    ["used_memory_peak_perc", percent(report.used, report.peak)],
    ["used_memory_overhead", report.overhead],
    ["used_memory_startup", 0],
    ["used_memory_dataset", report.dataset],
    ["used_memory_dataset_perc", percent(report.dataset, report.used)],
    ["allocator_allocated", report.used],
    ["allocator_active", report.reserved],
    ["allocator_resident", report.reserved],
    ["total_system_memory", server.host.totalMemoryBytes()],
    ["total_system_memory_human", humanBytes(server.host.totalMemoryBytes())],
    ["used_memory_lua", 0],
    ["used_memory_vm_eval", 0],
    ["used_memory_lua_human", "0B"],
    ["used_memory_scripts_eval", 0],
    ["number_of_cached_scripts", 0],
    ["number_of_functions", 0],
    ["number_of_libraries", 0],
    ["used_memory_vm_functions", 0],
    ["used_memory_vm_total", 0],
    ["used_memory_functions", 0],
    ["used_memory_scripts", 0],
    ["maxmemory", maxmemory],
    ["maxmemory_human", humanBytes(maxmemory)],
    ["maxmemory_policy", maxmemoryPolicy],
    ["allocator_frag_ratio", ratio(report.reserved, report.used)],
    ["allocator_frag_bytes", report.reserved - report.used],
    ["mem_fragmentation_ratio", ratio(report.resident, report.used)],
    ["mem_fragmentation_bytes", report.resident - report.used],
    ["mem_not_counted_for_evict", 0],
    ["mem_replication_backlog", 0],
    ["mem_total_replication_buffers", 0],
    ["mem_clients_slaves", 0],
    ["mem_clients_normal", report.clients],
    ["mem_cluster_links", 0],
    ["mem_aof_buffer", 0],
    ["mem_allocator", "arena"],
    ["active_defrag_running", 0],
    ["lazyfree_pending_objects", 0],
    ["lazyfreed_objects", 0],
  ];
}

function persistenceSection({ server }: Context): Line[] {
  return [
    ["loading", 0],
    ["async_loading", 0],
    ["rdb_changes_since_last_save", server.dirty],
    ["rdb_bgsave_in_progress", 0],
    ["rdb_last_save_time", Math.floor(server.startMs / 1000)],
    ["rdb_last_bgsave_status", "ok"],
    ["aof_enabled", 0],
    ["aof_rewrite_in_progress", 0],
    ["aof_rewrite_scheduled", 0],
    ["aof_last_bgrewrite_status", "ok"],
    ["aof_last_write_status", "ok"],
  ];
}

function statsSection({ server, commands }: Context): Line[] {
  const { stats } = server;
  const { env } = server.keyspace;
  let rejected = 0;
  for (const command of everyCommand(commands.all.values())) rejected += command.rejected;
  return [
    ["total_connections_received", stats.connectionsReceived],
    ["total_commands_processed", stats.commandsProcessed],
    ["instantaneous_ops_per_sec", stats.operationsPerSecond],
    ["total_net_input_bytes", stats.bytesIn],
    ["total_net_output_bytes", stats.bytesOut],
    ["rejected_connections", stats.connectionsRejected],
    ["sync_full", 0],
    ["sync_partial_ok", 0],
    ["sync_partial_err", 0],
    ["expired_keys", env.expiredKeys],
    ["expired_time_cap_reached_count", stats.expiryTimeouts],
    ["evicted_keys", env.evictedKeys],
    ["evicted_clients", 0],
    ["keyspace_hits", env.hits],
    ["keyspace_misses", env.misses],
    ["pubsub_channels", 0],
    ["pubsub_patterns", 0],
    ["pubsubshard_channels", 0],
    ["latest_fork_usec", 0],
    ["total_forks", 0],
    ["migrate_cached_sockets", 0],
    ["tracking_total_keys", 0],
    ["tracking_total_items", 0],
    ["unexpected_error_replies", stats.unexpectedErrorReplies],
    ["total_error_replies", stats.errorReplies],
    ["total_reads_processed", stats.reads],
    ["total_writes_processed", stats.writes],
    ["acl_access_denied_auth", stats.authDenied],
    ["rejected_calls", rejected],
  ];
}

function replicationSection({ server }: Context): Line[] {
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

function cpuSection({ server }: Context): Line[] {
  const { user, system } = server.host.cpuMicros();
  return [
    ["used_cpu_sys", (system / 1e6).toFixed(6)],
    ["used_cpu_user", (user / 1e6).toFixed(6)],
    ["used_cpu_sys_children", "0.000000"],
    ["used_cpu_user_children", "0.000000"],
    ["used_cpu_sys_main_thread", (system / 1e6).toFixed(6)],
    ["used_cpu_user_main_thread", (user / 1e6).toFixed(6)],
  ];
}

function commandStatsSection({ commands }: Context): Line[] {
  const lines: Line[] = [];
  for (const { name, calls, micros, rejected, failed } of everyCommand(commands.all.values())) {
    if (calls === 0 && rejected === 0 && failed === 0) continue;
    const each = (calls === 0 ? 0 : micros / calls).toFixed(2);
    lines.push([
      `cmdstat_${name}`,
      `calls=${calls},usec=${Math.round(micros)},usec_per_call=${each},` +
      `rejected_calls=${rejected},failed_calls=${failed}`,
    ]);
  }
  return lines;
}

function latencyStatsSection({ commands, server }: Context): Line[] {
  const percentiles = server.config.values.latencyTrackingInfoPercentiles;
  const lines: Line[] = [];
  for (const { name, latency } of everyCommand(commands.all.values())) {
    if (latency.count === 0) continue;
    const parts = percentiles.map((p) => `p${p}=${latency.percentile(p).toFixed(3)}`);
    lines.push([`latency_percentiles_usec_${name}`, parts.join(",")]);
  }
  return lines;
}

function errorStatsSection({ server }: Context): Line[] {
  return [...server.stats.errors].sort().map(([code, count]) => [
    `errorstat_${code}`,
    `count=${count}`,
  ]);
}

function keyspaceSection({ server }: Context): Line[] {
  return server.keyspace.databases.filter((db) => db.size > 0).map((db) => [
    `db${db.index}`,
    `keys=${db.size},expires=${db.volatileSize},avg_ttl=${Math.round(db.averageTtlMs)},subexpiry=0`,
  ]);
}

/** Commands and, in place of containers, their subcommands. */
function* everyCommand(commands: Iterable<Command>): Generator<Command> {
  for (const command of commands) {
    yield command;
    if (command.subcommands !== null) yield* command.subcommands.values();
  }
}
