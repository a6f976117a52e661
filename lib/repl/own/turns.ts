/** Leaving room for keys in loops of questions that a server in this process answers at once. */

const TURN_MS = 16;

/** Waits for the next turn of the event loop, if this one has lasted long enough. */
export function turnTaker(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
