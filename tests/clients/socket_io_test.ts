import assert from "node:assert/strict";
import http from "node:http";
import type net from "node:net";
import { test } from "node:test";
import { createAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { Server, type ServerOptions } from "socket.io";
import { io, type Socket } from "socket.io-client";
import { testServer } from "../server/support.ts";

/** How long servers wait for each other's answers, in milliseconds. */
const PATIENCE_MS = 60_000;
const PATIENT = { requestsTimeout: PATIENCE_MS };

/** What connects the servers of a cluster, and how it is closed. */
interface Link {
  readonly adapter: ServerOptions["adapter"];
  close(): Promise<unknown> | unknown;
}

const LINKS: [name: string, open: (port: number) => Promise<Link>][] = [
  ["redis adapter with node-redis", async (port) => {
    const publisher = createClient({ socket: { host: "127.0.0.1", port } });
    const subscriber = publisher.duplicate();
    await Promise.all([publisher.connect(), subscriber.connect()]);
    const close = () => Promise.all([publisher.close(), subscriber.close()]);
    return { adapter: createAdapter(publisher, subscriber, PATIENT), close };
  }],
  ["redis adapter with ioredis", async (port) => {
    const publisher = new Redis(port, "127.0.0.1");
    const subscriber = publisher.duplicate();
    await publisher.ping();
    const close = () => [publisher.disconnect(), subscriber.disconnect()];
    return { adapter: createAdapter(publisher, subscriber, PATIENT), close };
  }],
  ["redis streams adapter", async (port) => {
    const client = createClient({ socket: { host: "127.0.0.1", port } });
    await client.connect();
    return { adapter: createStreamsAdapter(client), close: () => client.destroy() };
  }],
];

/** A socket.io server, and a client that is connected to it. */
async function openServer(link: Link): Promise<{ server: Server; socket: Socket }> {
  const web = http.createServer();
  const server = new Server(web, { adapter: link.adapter });
  server.on("connection", (socket) => {
    socket.on("join", async (room: string, done: () => void) => {
      await socket.join(room);
      done();
    });
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as net.AddressInfo;
  const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"] });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return { server, socket };
}

for (const [name, open] of LINKS) {
  test(`clients: socket.io, ${name}: two servers speak to each other's clients`, async () => {
    await using redis = await testServer();
    const links = [await open(redis.port), await open(redis.port)];
    const [one, two] = await Promise.all(links.map(openServer));
    const heard = new Promise<string[]>((resolve) => {
      const messages: string[] = [];
      two.socket.on("news", (text: string) => {
        messages.push(text);
        if (text === "end") resolve(messages);
      });
    });
    await two.socket.emitWithAck("join", "readers");
    await waitForPeer(one.server);
    one.server.emit("news", "to all");
    one.server.to("readers").emit("news", "to the room");
    one.server.to("others").emit("news", "to another room");
    one.server.emit("news", "end");
    assert.deepEqual(await heard, ["to all", "to the room", "end"]);
    const sockets = await one.server.timeout(PATIENCE_MS).fetchSockets();
    assert.deepEqual(
      sockets.map(({ id }) => id).sort(),
      [one.socket.id!, two.socket.id!].sort(),
    );
    one.socket.disconnect();
    two.socket.disconnect();
    await Promise.all([one.server.close(), two.server.close()]);
    for (const link of links) await link.close();
  });
}

/** Waits until a server has heard of the other one. */
async function waitForPeer(server: Server): Promise<void> {
  while ((await server.timeout(PATIENCE_MS).fetchSockets()).length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
