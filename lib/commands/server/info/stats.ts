/** INFO stats: what has been counted since the start, or since CONFIG RESETSTAT. */

import type { Context } from "../../context.ts";
import { everyCommand, type Line } from "./lines.ts";

export function stats(context: Context): Line[] {
  const { server, nowMs } = context;
  const { channels, stats, keyspace: { env, staleShare } } = server;
  const { rates } = stats;
  const tracked = server.tracking.counts;
  const overLimitMs = stats.overLimitSinceMs === 0 ? 0 : nowMs - stats.overLimitSinceMs;
  let commandMicros = 0;
  for (const { micros } of everyCommand(context)) commandMicros += micros;
  return [
    ["total_connections_received", stats.connectionsReceived],
    ["total_commands_processed", stats.commandsProcessed],
    ["instantaneous_ops_per_sec", Math.round(rates.commands)],
    ["total_net_input_bytes", stats.bytesIn],
    ["total_net_output_bytes", stats.bytesOut],
    ["total_net_repl_input_bytes", 0],
    ["total_net_repl_output_bytes", 0],
    ["instantaneous_input_kbps", (rates.bytesIn / 1024).toFixed(2)],
    ["instantaneous_output_kbps", (rates.bytesOut / 1024).toFixed(2)],
    ["instantaneous_input_repl_kbps", "0.00"],
    ["instantaneous_output_repl_kbps", "0.00"],
    ["rejected_connections", stats.connectionsRejected],
    ["sync_full", 0],
    ["sync_partial_ok", 0],
    ["sync_partial_err", 0],
    ["expired_subkeys", env.expiredFields],
    ["expired_keys", env.expiredKeys],
    ["expired_stale_perc", (staleShare * 100).toFixed(2)],
    ["expired_time_cap_reached_count", stats.expiryTimeouts],
    ["expire_cycle_cpu_milliseconds", Math.floor(stats.expiryMicros / 1000)],
    ["evicted_keys", env.evictedKeys],
    ["evicted_clients", stats.evictedClients],
    ["evicted_scripts", 0],
    ["total_eviction_exceeded_time", stats.overLimitMs + overLimitMs],
    ["current_eviction_exceeded_time", overLimitMs],
    ["keyspace_hits", env.hits],
    ["keyspace_misses", env.misses],
    ["pubsub_channels", channels.size("channel")],
    ["pubsub_patterns", channels.size("pattern")],
    ["pubsubshard_channels", channels.size("shard")],
    ["latest_fork_usec", 0],
    ["total_forks", 0],
    ["migrate_cached_sockets", 0],
    ["slave_expires_tracked_keys", 0],
    ["active_defrag_hits", 0],
    ["active_defrag_misses", 0],
    ["active_defrag_key_hits", 0],
    ["active_defrag_key_misses", 0],
    ["total_active_defrag_time", 0],
    ["current_active_defrag_time", 0],
    ["tracking_total_keys", tracked.keys],
    ["tracking_total_items", tracked.items],
    ["tracking_total_prefixes", tracked.prefixes],
    ["unexpected_error_replies", stats.unexpectedErrorReplies],
    ["total_error_replies", stats.errorReplies],
    ["dump_payload_sanitizations", 0],
    ["total_reads_processed", stats.reads],
    ["total_writes_processed", stats.writes],
    ["io_threaded_reads_processed", 0],
    ["io_threaded_writes_processed", 0],
    ["client_query_buffer_limit_disconnections", stats.inputLimitClosings],
    ["client_output_buffer_limit_disconnections", stats.outputLimitClosings],
    ["reply_buffer_shrinks", 0],
    ["reply_buffer_expands", 0],
    ["eventloop_cycles", stats.turns],
    ["eventloop_duration_sum", Math.round(stats.turnMicros)],
    ["eventloop_duration_cmd_sum", Math.round(commandMicros)],
    ["instantaneous_eventloop_cycles_per_sec", Math.round(rates.turns)],
    ["instantaneous_eventloop_duration_usec", Math.round(rates.turnMicros)],
    ["acl_access_denied_auth", stats.denied.logins],
    ["acl_access_denied_cmd", stats.denied.commands],
    ["acl_access_denied_key", stats.denied.keys],
    ["acl_access_denied_channel", stats.denied.channels],
  ];
}
