/** What commands report besides their replies: events, and what is to be logged in their place. */

import assert from "node:assert/strict";
import type { ArgWord, EffectWord } from "../../lib/commands/context.ts";
import { ask } from "./dialogue.ts";
import type { TestEngine } from "./engine.ts";

/** What a request reports: events, and what is to be logged instead of it (or nothing else). */
function report(redis: TestEngine, request: string): string {
  const { engine } = redis;
  const events: string[] = [];
  const effects: string[] = [];
  const text = (word: EffectWord) =>
    typeof word === "object" ? engine.args.text((word as ArgWord).arg) : String(word);
  Object.defineProperty(engine, "hasEffectListeners", { get: () => true, configurable: true });
  const { changed } = engine;
  engine.changed = (i, kind, event) => {
    events.push(`${event}(${engine.args.text(i)})`);
    changed.call(engine, i, kind, event);
  };
  engine.notify = (i, _kind, event) => void events.push(`${event}(${engine.args.text(i)})`);
  engine.effect = (...words) => void effects.push(words.map(text).join(" "));
  const reply = ask(redis, request);
  engine.changed = changed;
  assert.ok(!reply.startsWith("-"), reply);
  return [...events, ...effects.map((effect) => `as ${effect}`)].join(", ");
}

/** Plays requests and compares what each reports; `-` stands for nothing. */
export function expectReports(redis: TestEngine, text: string): void {
  for (const line of text.trim().split("\n")) {
    const [request, reported] = line.split("→").map((each) => each.trim());
    assert.equal(report(redis, request) || "-", reported, request);
  }
}
