import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type TestClient, testEngine } from "../support/engine.ts";

/** Subscriptions as one would write them down: `kind name` for each client. */
type Model = Set<string>[];

const CLIENTS = 4;
const NAMES = ["a", "ab", "b", "?", "a*", "*", ""];
const WORDS = { channel: "SUBSCRIBE", pattern: "PSUBSCRIBE", shard: "SSUBSCRIBE" } as const;
type Kind = keyof typeof WORDS;

const kind = fc.constantFrom<Kind>("channel", "pattern", "shard");
const client = fc.nat(CLIENTS - 1);
const name = fc.constantFrom(...NAMES);
const act = fc.oneof(
  fc.record({ act: fc.constant("add" as const), client, kind, name }),
  fc.record({ act: fc.constant("remove" as const), client, kind, name }),
  fc.record({ act: fc.constant("removeAll" as const), client, kind }),
  fc.record({ act: fc.constant("reset" as const), client }),
  fc.record({ act: fc.constant("publish" as const), name }),
);

test("channels: what is subscribed, told and counted agrees with a list", () => {
  fc.assert(fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
    const redis = testEngine();
    const clients = Array.from({ length: CLIENTS }, () => redis.client());
    const model: Model = clients.map(() => new Set());
    for (const each of acts) {
      if (each.act === "publish") publish(redis, clients, model, each.name);
      else {
        const own = model[each.client];
        const session = clients[each.client];
        if (each.act === "add") {
          session.command(WORDS[each.kind], each.name);
          own.add(`${each.kind} ${each.name}`);
        } else if (each.act === "remove") {
          session.command(WORDS[each.kind].replace("SUB", "UNSUB"), each.name);
          own.delete(`${each.kind} ${each.name}`);
        } else if (each.act === "removeAll") {
          session.command(WORDS[each.kind].replace("SUB", "UNSUB"));
          for (const entry of own) if (entry.startsWith(each.kind)) own.delete(entry);
        } else {
          session.command("RESET");
          own.clear();
        }
      }
      compare(redis, clients, model);
    }
  }));
});

function publish(
  redis: TestClient,
  clients: readonly TestClient[],
  model: Model,
  name: string,
): void {
  const reached = model.map((own) => {
    const patterns = [...own].filter((entry) => {
      const [kind, pattern] = split(entry);
      return kind === "pattern" && matches(pattern, name);
    });
    return patterns.length + (own.has(`channel ${name}`) ? 1 : 0);
  });
  const total = reached.reduce((sum, count) => sum + count, 0);
  assert.equal(redis.command("PUBLISH", name, "m"), `:${total}\r\n`);
  clients.forEach((client, i) => {
    assert.equal(client.output().match(/p?message\r\n/g)?.length ?? 0, reached[i]);
  });
}

/** The few patterns above; `*` does not match the empty name. */
function matches(pattern: string, name: string): boolean {
  if (pattern === "*") return name !== "";
  if (pattern === "?") return name.length === 1;
  return pattern === "a*" ? name.startsWith("a") : pattern === name;
}

function split(entry: string): [kind: string, name: string] {
  const blank = entry.indexOf(" ");
  return [entry.slice(0, blank), entry.slice(blank + 1)];
}

function compare(redis: TestClient, clients: readonly TestClient[], model: Model): void {
  const counts = (kind: Kind) =>
    NAMES.map((name) => model.filter((own) => own.has(`${kind} ${name}`)).length);
  const numbers = (reply: string) => [...reply.matchAll(/:(\d+)/g)].map(([, n]) => Number(n));
  assert.deepEqual(numbers(redis.command("PUBSUB", "NUMSUB", ...NAMES)), counts("channel"));
  assert.deepEqual(numbers(redis.command("PUBSUB", "SHARDNUMSUB", ...NAMES)), counts("shard"));
  const patterns = counts("pattern").filter((count) => count > 0).length;
  assert.deepEqual(numbers(redis.command("PUBSUB", "NUMPAT")), [patterns]);
  clients.forEach(({ session }, i) => {
    assert.equal(session.subscriptions === null, model[i].size === 0);
  });
}
