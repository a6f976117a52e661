/** Loads data in slices, while clients are told to wait. */

import type { Engine } from "../engine/engine.ts";
import type { LoadingProgress } from "../state/loading.ts";

/** For how long clients wait for an answer. */
const SLICE_MICROS = 50_000;

/** Something that is being loaded. */
export interface Load {
  readonly totalBytes: number;
  readonly loadedBytes: number;
  /** Goes on until `isLate`; true at the end. Throws what must be said of damage. */
  step(isLate: () => boolean): boolean;
  /** Lets go of the files. */
  close(): void;
}

/** Loads all of it before anything else is done. */
export function loadAtOnce(load: Load): void {
  try {
    while (!load.step(() => false));
  } finally {
    load.close();
  }
}

export interface SlicesOptions {
  /** Calls back when others have had their turn. */
  readonly later: (action: () => void) => void;
  /** Is told now and then how far it has come. */
  readonly onProgress?: (progress: LoadingProgress) => void;
}

/** Loads all of it in slices. Meanwhile `server.isLoading`, and `server.loading` tells how far it is. */
export async function loadInSlices(
  engine: Engine,
  load: Load,
  { later, onProgress }: SlicesOptions,
): Promise<void> {
  const { server } = engine;
  const { clock } = server;
  const progress: LoadingProgress = {
    sinceMs: clock.nowMs(),
    totalBytes: load.totalBytes,
    get loadedBytes() {
      return load.loadedBytes;
    },
    get keys() {
      return server.keyspace.databases.reduce((sum, { size }) => sum + size, 0);
    },
  };
  server.isLoading = true;
  server.loading = progress;
  try {
    for (;;) {
      const end = clock.micros() + SLICE_MICROS;
      const isDone = load.step(() => clock.micros() > end);
      onProgress?.(progress);
      if (isDone) break;
      await new Promise<void>((resolve) => later(resolve));
    }
  } finally {
    load.close();
    server.loading = null;
    server.isLoading = false;
  }
}
