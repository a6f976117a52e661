import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { Outbox } from "../../lib/state/outbox.ts";
import { type Peer, Session } from "../../lib/state/session.ts";
import { Tracking } from "../../lib/state/tracking.ts";
import { randomFrom } from "../support/random.ts";

/** A table of tracked keys with sessions in RESP3 that need no engine. */
class Bench {
  readonly sessions = new Map<number, Session>();
  readonly outbox = new Outbox();
  readonly tracking = new Tracking(this.sessions, this.outbox, randomFrom(1), 1);

  session(id: number): Session {
    const session = new Session(id, {} as Peer, null as never, 0, null as never, true);
    session.reply.protocol = 3;
    this.sessions.set(id, session);
    return session;
  }

  remember(session: Session, key: string): void {
    this.tracking.remember(session, fromLatin1(key), 0, key.length);
  }

  invalidate(key: string): void {
    this.tracking.invalidate(fromLatin1(key), 0, key.length, null);
  }
}

/** The keys that a session was told to forget, in the order in which it was. */
function told({ reply }: Session): string[] {
  const wire = latin1(reply.bytes, 0, reply.length);
  reply.clear();
  return [...wire.matchAll(/>2\r\n\$10\r\ninvalidate\r\n\*1\r\n\$\d+\r\n([^\r]*)/g)]
    .map(([, key]) => key);
}

const KEYS = ["", "k", "key", "another", "x".repeat(300)];
const key = fc.constantFrom(...KEYS);
const act = fc.oneof(
  fc.record({ act: fc.constant("read" as const), who: fc.nat(9), key }),
  fc.record({ act: fc.constant("change" as const), key }),
  fc.record({ act: fc.constant("toggle" as const), who: fc.nat(9) }),
);

test("tracking: who is told of which keys agrees with sets", () => {
  fc.assert(fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
    const bench = new Bench();
    const { tracking } = bench;
    // In no order, and beyond 32 bits.
    const ids = [7, 3, 2 ** 32 + 3, 1, 255, 256, 65_536, 2 ** 40, 9, 2 ** 32 - 1];
    const sessions = ids.map((id) => bench.session(id));
    sessions.forEach((each) => tracking.enable(each, []));
    let model = new Map<string, Set<Session>>();
    for (const each of acts) {
      if (each.act === "read") {
        const session = sessions[each.who];
        if (session.tracked === null) continue;
        bench.remember(session, each.key);
        model.set(each.key, (model.get(each.key) ?? new Set()).add(session));
      } else if (each.act === "change") {
        bench.invalidate(each.key);
        const known = model.get(each.key);
        model.delete(each.key);
        for (const session of sessions) {
          const isTold = session.tracked !== null && known?.has(session) === true;
          assert.deepEqual(told(session), isTold ? [each.key] : []);
        }
      } else {
        const session = sessions[each.who];
        if (session.tracked === null) tracking.enable(session, []);
        else tracking.disable(session);
        if (!tracking.isOn) model = new Map();
      }
      const items = [...model.values()].reduce((sum, { size }) => sum + size, 0);
      const { keys, items: counted } = tracking.counts;
      assert.deepEqual([keys, counted], [model.size, items]);
    }
  }));
});

test("tracking: a key that very many clients know", () => {
  const bench = new Bench();
  const count = 50_000; // Their numbers take more than a block of the arena can hold.
  const sessions: Session[] = [];
  for (let i = 0; i < count; i++) {
    const session = bench.session(1 + i * 7919 % count);
    bench.tracking.enable(session, []);
    sessions.push(session);
  }
  // Neighbours come together, so that few are put in between others: that costs a copy each.
  const sorted = sessions.sort((a, b) => a.id - b.id);
  for (const session of sorted) bench.remember(session, "k");
  for (const session of sorted.slice(0, 100)) bench.remember(session, "k");
  assert.equal(bench.tracking.counts.items, count);
  bench.invalidate("k");
  for (const session of sorted) assert.deepEqual(told(session), ["k"]);
  assert.deepEqual(bench.tracking.counts, { clients: count, keys: 0, items: 0, prefixes: 0 });
});

test("tracking: memory is given back when keys change, and when nobody tracks", () => {
  const bench = new Bench();
  const session = bench.session(1);
  bench.tracking.enable(session, []);
  const keys = Array.from({ length: 10_000 }, (_, i) => `key:${i}`);
  const fill = () => keys.forEach((each) => bench.remember(session, each));
  fill();
  const { usedBytes } = bench.tracking;
  assert.ok(usedBytes / keys.length < 64, `${usedBytes / keys.length} bytes a key`);
  keys.forEach((each) => bench.invalidate(each));
  assert.deepEqual(told(session), keys);
  for (let i = 0; i < 5; i++) {
    fill();
    keys.forEach((each) => bench.invalidate(each));
    told(session);
  }
  fill();
  assert.ok(bench.tracking.usedBytes <= usedBytes * 1.1);
  bench.tracking.disable(session);
  assert.equal(bench.tracking.usedBytes, 0);
});
