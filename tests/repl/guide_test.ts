import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ask, PromptAssistant } from "../../lib/repl/assist/mod.ts";
import { Guide } from "../../lib/repl/guide.ts";
import { sessionFor } from "../../lib/repl/session.ts";
import { fakeServer, settle } from "./talk.ts";

test("guide: the assistant asks beside the prompt, in the same database", async () => {
  const told: string[] = [];
  let ask: Ask | null = null;
  const assistant = {
    connected: (given: Ask) => {
      told.push("connected");
      ask = given;
      return Promise.resolve();
    },
    disconnected: () => void told.push("disconnected"),
    forgetNames: () => void told.push("other names"),
  } as unknown as PromptAssistant;
  const server = fakeServer((request) => request === "MULTI" ? "+OK|" : `+${request}|`);
  const output = { text: () => {}, problem: () => {} };
  const session = sessionFor({ transport: server.transport }, true, output)!;
  const guide = new Guide(assistant, session);
  const execute = async (line: string) =>
    void await session.execute(session.dialect.readArguments(line.split(" "))!);
  const asked = async (words: string[]) => {
    const reply = await ask!(words, new AbortController().signal);
    return reply.type === "simple" ? reply.text : reply.type;
  };

  guide.update();
  assert.deepEqual(told, []);
  await execute("MULTI");
  guide.update();
  assert.deepEqual(told, ["connected"]);
  assert.equal(await asked(["TYPE", "a"]), "TYPE a");
  assert.equal(session.state.queued, 0);

  await execute("DISCARD");
  await execute("SELECT 3");
  guide.update();
  assert.equal(await asked(["TYPE", "b"]), "TYPE b");
  assert.deepEqual(server.heard, ["MULTI", "TYPE a", "DISCARD", "SELECT 3", "SELECT 3", "TYPE b"]);

  server.hangUp();
  await settle();
  guide.update();
  assert.deepEqual(told, ["connected", "other names", "disconnected"]);
  await assert.rejects(asked(["TYPE", "c"]), /Not connected/);
  await session.open();
  guide.update();
  assert.equal(told.at(-1), "connected");
  guide.close();
});
