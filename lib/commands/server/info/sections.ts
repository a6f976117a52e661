/** The sections of INFO. */

import { commandStats, errorStats, latencyStats } from "./commands.ts";
import type { Section } from "./lines.ts";
import { memory } from "./memory.ts";
import { clients, cpu, server } from "./server.ts";
import { stats } from "./stats.ts";
import { cluster, keyspace, persistence, replication } from "./storage.ts";

interface TitledSection {
  readonly title: string;
  /** Not part of a plain INFO. */
  readonly isExtra?: true;
  readonly lines: Section;
}

/** In the order in which INFO prints them. */
export const SECTIONS: readonly TitledSection[] = [
  { title: "Server", lines: server },
  { title: "Clients", lines: clients },
  { title: "Memory", lines: memory },
  { title: "Persistence", lines: persistence },
  { title: "Stats", lines: stats },
  { title: "Replication", lines: replication },
  { title: "CPU", lines: cpu },
  { title: "Modules", lines: () => [] },
  { title: "Commandstats", isExtra: true, lines: commandStats },
  { title: "Errorstats", lines: errorStats },
  { title: "Latencystats", isExtra: true, lines: latencyStats },
  { title: "Cluster", lines: cluster },
  { title: "Keyspace", lines: keyspace },
];
