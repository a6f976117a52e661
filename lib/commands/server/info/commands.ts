/** INFO commandstats, errorstats and latencystats. */

import type { Context } from "../../context.ts";
import { everyCommand, type Line } from "./lines.ts";

export function commandStats(context: Context): Line[] {
  const lines: Line[] = [];
  for (const { name, calls, micros, rejected, failed } of everyCommand(context)) {
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

export function errorStats({ server }: Context): Line[] {
  const codes = [...server.stats.errors].sort(([a], [b]) => a < b ? -1 : 1);
  return codes.map(([code, count]) => [`errorstat_${code}`, `count=${count}`]);
}

export function latencyStats(context: Context): Line[] {
  const { latencyTracking, latencyTrackingInfoPercentiles: percentiles } =
    context.server.config.values;
  if (!latencyTracking) return [];
  const lines: Line[] = [];
  for (const { name, latency } of everyCommand(context)) {
    if (latency.count === 0) continue;
    const parts = percentiles.map((p) => `p${p}=${latency.percentile(p).toFixed(3)}`);
    lines.push([`latency_percentiles_usec_${name}`, parts.join(",")]);
  }
  return lines;
}
