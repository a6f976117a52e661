/** `respite repl --embedded`: a server inside this process, without sockets and files. */

import type { Transport } from "../client/client.ts";
import { PROCESS_CLOCK, processFacts } from "../runtime/process.ts";
import type { Socket } from "../runtime/sockets.ts";
import { RespiteServer } from "../server/server.ts";
import { Config } from "../state/config/config.ts";
import type { Clock } from "../state/clock.ts";
import type { Host } from "../state/server.ts";

/** What stands for the address of a client in this process. */
const ADDRESS = "127.0.0.1:0";

/** A way to a server of one's own. After SHUTDOWN, there is another one, and it is empty. */
export function embeddedTransport(clock: Clock = PROCESS_CLOCK): Transport {
  let server: Promise<RespiteServer> | null = null;
  const shutDown = () => {
    const ending = server;
    server = null;
    void ending?.then((each) => each.stop());
  };
  return async (events) => {
    const here = await (server ??= start(clock, shutDown));
    let isOpen = true;
    const closed = () => {
      if (isOpen) queueMicrotask(() => events.close(undefined));
      isOpen = false;
    };
    const socket: Socket = {
      remoteAddress: ADDRESS,
      localAddress: ADDRESS,
      send(bytes, length) {
        const copy = bytes.slice(0, length);
        queueMicrotask(() => events.data(copy));
        return true;
      },
      keepAlive() {},
      close: closed,
    };
    const connection = here.accept(socket);
    return {
      write: (bytes) => isOpen && connection.arrived(bytes),
      close: () => {
        connection.closed();
        closed();
      },
    };
  };
}

async function start(clock: Clock, shutDown: () => void): Promise<RespiteServer> {
  const unwritable = () => {
    throw new Error("the server is embedded and writes no files");
  };
  const host: Host = {
    ...processFacts(),
    configFile: "",
    rewriteConfig: unwritable,
    readAclFile: unwritable,
    writeAclFile: unwritable,
    shutDown,
    log: (_, line) => void (line.startsWith("Bug") && console.error(line)),
  };
  const config = new Config({ port: "0", save: "" });
  const server = new RespiteServer({ config, clock, random: Math.random, host });
  await server.start();
  return server;
}
