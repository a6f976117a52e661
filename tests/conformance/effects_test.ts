/** What commands change is logged as redis-server logs it: recorded scripts, played to ours. */

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { latin1 } from "../../lib/resp/args.ts";
import { TestEngine } from "../support/engine.ts";
import type { TestClient } from "../support/engine.ts";
import { parseScript, shownCommands } from "./effects/script.ts";

const FOLDER = new URL("effects/", import.meta.url);

/** Plays a script to an engine in memory; returns it with what was logged for each step. */
function play(text: string): string {
  const redis = new TestEngine({ "enable-debug-command": "yes" });
  const { engine, clock } = redis;
  const clients = new Map<number, TestClient>([[1, redis]]);
  let wire = "";
  let selected = -1;
  engine.listen((db, bytes, start, end) => {
    if (db !== selected) {
      selected = db;
      wire += `*2\r\n$6\r\nSELECT\r\n$${String(db).length}\r\n${db}\r\n`;
    }
    wire += latin1(bytes, start, end);
  });
  let played = "";
  for (const { line, client, words, waitMs } of parseScript(text)) {
    wire = "";
    if (!clients.has(client)) clients.set(client, redis.client());
    if (waitMs > 0) {
      clock.advance(waitMs);
      engine.tick();
    } else clients.get(client)!.command(...words);
    played += `${line}\n`;
    for (const command of shownCommands(wire, clock.nowMs())) played += `  ${command}\n`;
  }
  return played;
}

for (const name of fs.readdirSync(FOLDER).filter((each) => each.endsWith(".txt")).sort()) {
  test(`effects: ${name} is logged as redis-server logs it`, () => {
    const text = fs.readFileSync(new URL(name, FOLDER), "utf8");
    assert.equal(play(text), text.replace(/^#.*\n/gm, ""));
  });
}
