/** INFO server, clients and cpu: the process and those who are connected to it. */

import { REDIS_VERSION, VERSION } from "../../../version.ts";
import type { Context } from "../../context.ts";
import type { Line } from "./lines.ts";

export function server({ server, nowMs }: Context): Line[] {
  const { config: { values }, host } = server;
  const upSeconds = Math.floor((nowMs - server.startMs) / 1000);
  return [
    ["redis_version", REDIS_VERSION],
    ["respite_version", VERSION],
    ["redis_git_sha1", "00000000"],
    ["redis_git_dirty", 0],
    ["redis_build_id", "0".repeat(16)],
    ["redis_mode", "standalone"],
    ["os", host.operatingSystem],
    ["arch_bits", 64],
    ["runtime", host.runtime],
    ["monotonic_clock", "W3C High Resolution Time"],
    ["multiplexing_api", host.runtime.split(" ")[0]],
    ["atomicvar_api", "none"],
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
    ...listeners(values).map((text, i): Line => [`listener${i}`, text]),
  ];
}

function listeners(
  { port, bind, unixsocket }: Context["server"]["config"]["values"],
): string[] {
  const found: string[] = [];
  if (port > 0) {
    found.push(`name=tcp,${bind.map((address) => `bind=${address},`).join("")}port=${port}`);
  }
  if (unixsocket !== "") found.push(`name=unix,bind=${unixsocket}`);
  return found;
}

export function clients({ server }: Context): Line[] {
  let [input, output, watching, listening] = [0, 0, 0, 0];
  for (const { peer, reply, subscriptions, watched } of server.sessions.values()) {
    input = Math.max(input, peer.inputBytes);
    output = Math.max(output, peer.outputBytes + reply.length);
    if (watched !== null) watching++;
    if (subscriptions !== null) listening++;
  }
  return [
    ["connected_clients", server.sessions.size],
    ["cluster_connections", 0],
    ["maxclients", server.config.values.maxclients],
    ["client_recent_max_input_buffer", input],
    ["client_recent_max_output_buffer", output],
    ["blocked_clients", server.waits.size + server.pause.waiting.size],
    ["tracking_clients", server.tracking.counts.clients],
    ["pubsub_clients", listening],
    ["watching_clients", watching],
    ["clients_in_timeout_table", server.waits.limited],
    ["total_watched_keys", server.watches.size],
    ["total_blocking_keys", server.waits.keys],
    ["total_blocking_keys_on_nokey", server.waits.mindedKeys],
  ];
}

export function cpu({ server }: Context): Line[] {
  const { user, system } = server.host.cpuMicros();
  const seconds = (micros: number) => (micros / 1e6).toFixed(6);
  return [
    ["used_cpu_sys", seconds(system)],
    ["used_cpu_user", seconds(user)],
    ["used_cpu_sys_children", seconds(0)],
    ["used_cpu_user_children", seconds(0)],
    ["used_cpu_sys_main_thread", seconds(system)],
    ["used_cpu_user_main_thread", seconds(user)],
  ];
}
