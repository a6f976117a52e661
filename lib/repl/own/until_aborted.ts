/** Waiting for what cannot be stopped, until Ctrl-C. */

import { OwnError } from "./command.ts";

/** Rejects as soon as `signal` is aborted; what the promise comes to is nobody's matter then. */
export function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new OwnError("Interrupted"));
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
