/** An engine in memory with an append-only file in memory. */

import { AppendOnlyFile } from "../../../lib/persistence/aof/append_only_file.ts";
import { TestEngine } from "../../support/engine.ts";
import { MemoryStorage } from "../../support/memory_storage.ts";

export interface Logged {
  readonly redis: TestEngine;
  readonly file: AppendOnlyFile;
  readonly storage: MemoryStorage;
  /** Why the process would have ended. */
  readonly aborts: string[];
  /** Does what was put off to the end of the turn. */
  settle(): void;
  /** Puts something off until then. */
  later(action: () => void): void;
}

/** Starts a server on these files. Throws if they cannot be used. */
export function startLogged(
  storage = new MemoryStorage(),
  parameters: Record<string, string> = {},
): Logged {
  const redis = new TestEngine({
    "appendonly": "yes",
    "appendfsync": "always",
    "enable-debug-command": "yes",
    ...parameters,
  });
  const deferred: (() => void)[] = [];
  const aborts: string[] = [];
  const file = new AppendOnlyFile({
    engine: redis.engine,
    storage,
    defer: (action) => void deferred.push(action),
    pause: (_ms, action) => void deferred.push(action),
    abort: (reason) => void aborts.push(reason),
  });
  file.start();
  const settle = () => {
    for (const action of deferred.splice(0)) action();
  };
  const later = (action: () => void) => void deferred.push(action);
  return { redis, file, storage, aborts, settle, later };
}

/** The keys and their values, as one text. */
export function contents({ redis }: Logged): string {
  return redis.command("DEBUG", "DIGEST");
}
