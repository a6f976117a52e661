/** The end of the process, prepared: what has to be on the disk is, or it does not end. */

import type { Server } from "./server.ts";

export interface EndOptions {
  /** Whether an RDB file is saved: as the save points say, in any case, or not at all. */
  readonly mode: "default" | "save" | "nosave";
  /** Whether the process ends even if that fails. */
  readonly force: boolean;
}

/**
 * Brings the append-only file to the disk and saves the RDB file; false if that failed, so that the
 * process must go on. The reason stands in the log.
 */
export function prepareEnd(server: Server, { mode, force }: EndOptions): boolean {
  const { appendOnly, snapshots, host } = server;
  try {
    appendOnly?.prepareEnd(force);
  } catch {
    return false;
  }
  try {
    snapshots?.saveAtEnd(server.isLoading ? "nosave" : mode);
  } catch {
    const line = "Error trying to save the DB";
    host.log("warning", force ? `${line}. Exit anyway.` : `${line}, can't exit.`);
    return force;
  }
  return true;
}
