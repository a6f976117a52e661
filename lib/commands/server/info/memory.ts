/** INFO memory. What Redis says of its allocator is said here of the arena. */

import { humanBytes, memoryReport } from "../../../state/memory.ts";
import type { Context } from "../../context.ts";
import type { Line } from "./lines.ts";

export function memory({ server }: Context): Line[] {
  const { host, config: { values: { maxmemory, maxmemoryPolicy } } } = server;
  const { used, peak, resident, overhead, startup, dataset, reserved, clients } = memoryReport(
    server,
  );
  const total = host.totalMemoryBytes();
  const dying = server.keyspace.databases.reduce((sum, db) => sum + db.dying, 0);
  return [
    ...withUnit("used_memory", used),
    ...withUnit("used_memory_rss", resident),
    ...withUnit("used_memory_peak", peak),
    ["used_memory_peak_perc", percentage(used, peak)],
    ["used_memory_overhead", overhead],
    ["used_memory_startup", startup],
    ["used_memory_dataset", dataset],
    ["used_memory_dataset_perc", percentage(dataset, used - startup)],
    ["allocator_allocated", used],
    ["allocator_active", reserved],
    ["allocator_resident", reserved],
    ["allocator_muzzy", 0],
    ...withUnit("total_system_memory", total),
    ["used_memory_lua", 0],
    ["used_memory_vm_eval", 0],
    ["used_memory_lua_human", humanBytes(0)],
    ["used_memory_scripts_eval", 0],
    ["number_of_cached_scripts", 0],
    ["number_of_functions", 0],
    ["number_of_libraries", 0],
    ["used_memory_vm_functions", 0],
    ...withUnit("used_memory_vm_total", 0),
    ["used_memory_functions", 0],
    ...withUnit("used_memory_scripts", 0),
    ...withUnit("maxmemory", maxmemory),
    ["maxmemory_policy", maxmemoryPolicy],
    ["allocator_frag_ratio", ratio(reserved, used)],
    ["allocator_frag_bytes", reserved - used],
    ["allocator_rss_ratio", ratio(reserved, reserved)],
    ["allocator_rss_bytes", 0],
    ["rss_overhead_ratio", ratio(resident, reserved)],
    ["rss_overhead_bytes", resident - reserved],
    ["mem_fragmentation_ratio", ratio(resident, used)],
    ["mem_fragmentation_bytes", resident - used],
    ["mem_not_counted_for_evict", 0],
    ["mem_replication_backlog", 0],
    ["mem_total_replication_buffers", 0],
    ["mem_clients_slaves", 0],
    ["mem_clients_normal", clients],
    ["mem_cluster_links", 0],
    ["mem_aof_buffer", 0],
    ["mem_allocator", "arena"],
    ["mem_overhead_db_hashtable_rehashing", 0],
    ["active_defrag_running", 0],
    ["lazyfree_pending_objects", dying],
    ["lazyfreed_objects", server.keyspace.reclaimedCollections],
  ];
}

function withUnit(name: string, bytes: number): Line[] {
  return [[name, bytes], [`${name}_human`, humanBytes(bytes)]];
}

function ratio(a: number, b: number): string {
  return (b === 0 ? 1 : a / b).toFixed(2);
}

function percentage(a: number, b: number): string {
  return `${(b === 0 ? 0 : (a / b) * 100).toFixed(2)}%`;
}
