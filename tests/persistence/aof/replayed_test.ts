/** Any commands: what is logged of them, replayed, gives the same keys. */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { DEFINITIONS } from "../../../lib/commands/mod.ts";
import { Chance } from "../../conformance/fuzz/chance.ts";
import { commandMaker } from "../../conformance/fuzz/generators.ts";
import { TestEngine } from "../../support/engine.ts";
import { contents, startLogged } from "./support.ts";

/** `REPLAY_COMMANDS` says how many for each seed. */
const COUNT = Number(process.env.REPLAY_COMMANDS ?? 1000);
const SEEDS = Number(process.env.REPLAY_SEEDS ?? 2);
const CHECKED_EVERY = 50;

const WRITES = DEFINITIONS.filter(({ spec }) => {
  const { flags = [], name } = spec;
  return (flags.includes("write") ||
    ["XGROUP", "PFCOUNT", "GET", "HGET", "LRANGE"].includes(name)) &&
    !flags.includes("blocking");
}).map(({ spec }) => spec.name);

async function play(seed: number, count: number): Promise<void> {
  const chance = new Chance(seed);
  const make = commandMaker(new Set([...WRITES, "SELECT"]));
  const server = startLogged(undefined, { "stream-node-max-entries": "7" });
  const { redis, storage } = server;
  const { engine } = redis;
  const sent: string[] = [];
  const send = (...words: string[]) => {
    sent.push(words.map((word) => JSON.stringify(word.slice(0, 80))).join(" "));
    redis.command(...words);
  };
  let queued = 0;
  for (let i = 1; i <= count; i++) {
    if (queued === 0 && chance.is(0.02)) {
      send("MULTI");
      queued = 1 + chance.below(4);
    }
    send(...make(chance));
    if (queued > 0 && --queued === 0) send("EXEC");
    if (chance.is(0.1)) redis.clock.advance(chance.below(3000));
    if (chance.is(0.05)) engine.tick();
    if (chance.is(0.005) && !server.file.isRewriting) server.file.requestRewrite();
    server.settle();
    // A base that is whole is synchronised in the background.
    if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    if (i % CHECKED_EVERY !== 0 || queued > 0) continue;
    engine.tick();
    server.settle();
    const again = startLogged(storage.restarted());
    again.redis.clock.advance(redis.clock.nowMs() - again.redis.clock.nowMs());
    again.redis.engine.tick();
    if (contents(again) !== contents(server)) {
      assert.fail(
        `seed ${seed}, command ${i}: ${difference(redis, again.redis)}\n${
          sent.slice(-60).join("\n")
        }`,
      );
    }
  }
}

/** Keys whose digests differ. */
function difference(a: TestEngine, b: TestEngine): string {
  const keys = new Set(`${a.command("KEYS", "*")}\r\n${b.command("KEYS", "*")}`.split("\r\n"));
  const digest = (redis: TestEngine, key: string) =>
    `${redis.command("DEBUG", "DIGEST-VALUE", key)}${redis.command("PEXPIRETIME", key)}`;
  return [...keys].filter((key) => digest(a, key) !== digest(b, key)).join(" ");
}

test("aof: any commands, replayed from the file, give the same keys", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await play(seed, COUNT);
});
