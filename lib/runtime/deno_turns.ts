/**
 * Giving way on Deno.
 *
 * A read that finds bytes waiting completes at once, and Deno asks the system what happened to the
 * other sockets only when nothing is left to run, or after some sixty rounds of its event loop. So
 * a client that sends without pause keeps all others waiting for hundreds of milliseconds. Neither
 * `setImmediate` nor an operation of the thread pool changes that; `setTimeout` does, and costs
 * more than a millisecond.
 *
 * What helps is a bell: a byte that the process sends to itself. It arrives like the bytes of any
 * client, so when it is here, everybody's have been noticed. It costs a few microseconds.
 */

import { setImmediate } from "node:timers";

interface Bell {
  readonly near: Deno.Conn;
  readonly far: Deno.Conn;
}

const BYTE = new Uint8Array(1);
/** More room than there are bytes: only a read that is not filled has the system asked again. */
const ROOM = new Uint8Array(16);

/** Undefined until it is needed, null if this machine does not allow it. */
let bell: Bell | null | undefined;
let ringing: Promise<void> | null = null;

/** Resolves when all sockets have been looked after. Those who ask at once share one answer. */
export function giveWay(): Promise<void> {
  ringing ??= ring().finally(() => ringing = null);
  return ringing;
}

async function ring(): Promise<void> {
  if (bell === undefined) bell = await hang();
  if (bell === null) return await new Promise((resolve) => setImmediate(resolve));
  try {
    await bell.near.write(BYTE);
    await bell.far.read(ROOM);
  } catch {
    bell = null;
  }
}

/** A connection of the process with itself. */
async function hang(): Promise<Bell | null> {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const near = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    const far = await listener.accept();
    const isOurs = far.remoteAddr.port === near.localAddr.port;
    near.setNoDelay(true);
    // It must not keep the process alive.
    for (const end of [near, far]) end.unref();
    if (isOurs) return { near, far };
    for (const end of [near, far]) end.close();
  } catch { /* No loopback, no permission: the second best must do. */ }
  return null;
}
