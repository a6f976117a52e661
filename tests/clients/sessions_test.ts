import assert from "node:assert/strict";
import http from "node:http";
import type net from "node:net";
import { test } from "node:test";
import KeyvRedis from "@keyv/redis";
import { createCache } from "cache-manager";
import { RedisStore } from "connect-redis";
import session from "express-session";
import { Keyv } from "keyv";
import { createClient } from "redis";
import { testServer } from "../server/support.ts";

/** A web server that counts the visits of each session. */
async function openWebServer(port: number): Promise<{ url: string; close(): Promise<void> }> {
  const client = createClient({ socket: { host: "127.0.0.1", port } });
  await client.connect();
  const visit = session({
    store: new RedisStore({ client, prefix: "visits:", ttl: 60 }),
    secret: "a test's secret",
    resave: false,
    saveUninitialized: false,
  });
  const server = http.createServer((request, response) => {
    visit(request as never, response as never, () => {
      const { session } = request as unknown as { session: session.Session & { count?: number } };
      if (request.url === "/leave") return void session.destroy(() => response.end("gone"));
      session.count = (session.count ?? 0) + 1;
      response.end(`${session.count}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await client.close();
    },
  };
}

test("clients: connect-redis keeps a session for two web servers, until it ends", async () => {
  await using redis = await testServer();
  const [one, two] = [await openWebServer(redis.port), await openWebServer(redis.port)];
  let cookie = "";
  const visit = async (url: string) => {
    const response = await fetch(url, { headers: { cookie } });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return await response.text();
  };
  assert.equal(await visit(one.url), "1");
  assert.equal(await visit(two.url), "2");
  assert.equal(await visit(one.url), "3");
  redis.clock.advance(61_000);
  assert.equal(await visit(two.url), "1");
  assert.equal(await visit(`${one.url}/leave`), "gone");
  assert.equal(await visit(two.url), "1");
  await one.close();
  await two.close();
});

test("clients: keyv stores values with a life span, each namespace apart", async () => {
  await using redis = await testServer();
  const open = (namespace: string) =>
    new Keyv(new KeyvRedis(`redis://127.0.0.1:${redis.port}`), { namespace });
  const [people, places] = [open("people"), open("places")];
  await people.set("ada", { name: "Ada", born: 1815 });
  await people.set("guest", "somebody", 60_000);
  await places.set("ada", "a town");
  assert.deepEqual(await people.get("ada"), { name: "Ada", born: 1815 });
  assert.deepEqual(await people.getMany(["guest", "nobody"]), ["somebody", undefined]);
  redis.clock.advance(61_000);
  assert.equal(await people.has("guest"), false);
  const seen: unknown[] = [];
  for await (const [key] of people.iterator!(undefined)) seen.push(key);
  assert.deepEqual(seen, ["ada"]);
  assert.equal(await people.delete("ada"), true);
  await people.set("bob", 1);
  await people.clear();
  assert.equal(await people.get("bob"), undefined);
  assert.equal(await places.get("ada"), "a town");
  await people.disconnect();
  await places.disconnect();
});

test("clients: cache-manager computes what is not there, once", async () => {
  await using redis = await testServer();
  const store = new Keyv(new KeyvRedis(`redis://127.0.0.1:${redis.port}`));
  const cache = createCache({ stores: [store], ttl: 60_000 });
  let computed = 0;
  const answer = () => cache.wrap("answer", () => Promise.resolve(++computed));
  assert.equal(await answer(), 1);
  assert.equal(await answer(), 1);
  redis.clock.advance(61_000);
  assert.equal(await answer(), 2);
  await cache.mset<unknown>([{ key: "a", value: [1] }, { key: "b", value: "x" }]);
  assert.deepEqual(await cache.mget(["a", "b", "c"]), [[1], "x", undefined]);
  await cache.del("a");
  assert.equal(await cache.get("a"), undefined);
  await cache.clear();
  assert.equal(await cache.get("b"), undefined);
  await store.disconnect();
});
