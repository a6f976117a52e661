import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandTable } from "../../lib/commands/table.ts";
import { ActiveExpiry } from "../../lib/engine/active_expiry.ts";
import { Settings } from "../../lib/engine/settings.ts";
import { Server } from "../../lib/state/server.ts";
import { testParts } from "../support/engine.ts";
import { put } from "../keyspace/keys.ts";

const NOW = 1_700_000_000_000;

/** A server full of expired keys, whose clock runs on by so many microseconds at each look. */
function serverWith(keys: number, microsALook: number, parameters: Record<string, string> = {}) {
  const { options: { config, random, host } } = testParts([], parameters);
  const clock = {
    looks: 0,
    nowMs: () => NOW,
    micros: () => microsALook * clock.looks++,
    sleep() {},
  };
  const server = new Server(config, clock, random, host, new CommandTable([]));
  const [db] = server.keyspace.databases;
  server.keyspace.env.setTime(NOW);
  for (let i = 0; i < keys; i++) put(db, `key:${i}`, NOW + 1);
  server.keyspace.env.setTime(NOW + 1);
  return { server, db, settings: new Settings(server) };
}

test("active expiry: a cycle takes a quarter of the time, a millisecond at a time", () => {
  const { server, db, settings } = serverWith(100_000, 100);
  const expiry = new ActiveExpiry(server, settings);
  assert.equal(settings.expiryBudgetMicros, 25_000);
  assert.equal(settings.expiryPauseMs, 3);
  assert.equal(expiry.hasMore, false);
  expiry.begin();
  let [slices, spent] = [0, 0];
  while (expiry.hasMore) {
    const micros = expiry.run();
    assert.ok(micros <= 1500, `${micros} µs`);
    spent += micros;
    slices++;
  }
  assert.ok(spent >= 25_000 && spent < 26_500, `${spent} µs`);
  assert.ok(slices > 15 && slices <= 25, `${slices} slices`);
  assert.equal(server.stats.expiryTimeouts, 1);
  assert.equal(server.stats.expiryMicros, spent);
  assert.ok(db.size > 0);
});

test("active expiry: it ends when there is nothing more to do, with the next cycle as long", () => {
  const { server, db, settings } = serverWith(1000, 100);
  const expiry = new ActiveExpiry(server, settings);
  expiry.begin();
  while (expiry.hasMore) expiry.run();
  assert.equal(db.size, 0);
  assert.equal(server.stats.expiryTimeouts, 0);
  expiry.begin();
  assert.equal(expiry.hasMore, true);
  expiry.run();
  assert.equal(expiry.hasMore, false);
});

test("active expiry: with hz and active-expire-effort, slices and pauses keep to the share", () => {
  for (const [hz, effort, share] of [[10, 10, 0.43], [500, 1, 0.25], [100, 4, 0.31]]) {
    const { settings } = serverWith(0, 0, { hz: `${hz}`, "active-expire-effort": `${effort}` });
    const { expiryBudgetMicros, expirySliceMicros, expiryPauseMs } = settings;
    assert.ok(Math.abs(expiryBudgetMicros * hz / 1e6 - share) < 1e-9);
    assert.equal(expirySliceMicros, Math.min(1000, expiryBudgetMicros));
    const period = expirySliceMicros + 1000 * expiryPauseMs;
    assert.ok(Math.abs(expirySliceMicros / period - share) < 1e-9);
  }
});
