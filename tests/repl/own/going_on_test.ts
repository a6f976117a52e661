/** Own commands that go on until Ctrl-C, with a server in the process. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutColours } from "../../../lib/repl/print/theme.ts";
import type { OwnContext } from "../../../lib/repl/own/command.ts";
import { Redrawn } from "../../../lib/repl/own/redrawn.ts";
import { prompt, until } from "./embedded.ts";

test("own: \\watch repeats a command", async () => {
  const { say, close } = await prompt();
  await say("SET k v");
  const said = await say("\\watch 1ms GET k times=3");
  assert.match(said, /^(every 0\.001s: GET k {2}\d\d:\d\d:\d\d\n"v"\n){3}$/);
  assert.match(await say("\\watch 1 INCR k"), /^! INCR writes: \\repeat /);
  assert.match(await say("\\watch 1"), /^! \\watch needs a command/);
  close();
});

test("own: \\watch marks what has changed, on one screen, until Ctrl-C", async () => {
  const { say, said, ask, shell, close } = await prompt({ isInteractive: true, isColoured: true });
  await say("HSET h a 1 b 2");
  const watching = say("\\watch 2ms HGETALL h");
  await until(() => /"b"/.test(said()));
  await ask("HSET h b 3");
  await until(() => said().includes("\x1b[7m3\x1b[27m"));
  shell.interrupt();
  const text = await watching;
  assert.ok(text.startsWith("\x1b[H\x1b[J\x1b[H"));
  assert.ok(!text.includes("\x1b[7m1\x1b[27m"));
  assert.equal(await say("PING"), "PONG\n");
  close();
});

test("own: \\watch shows no more than the screen has room for", async () => {
  const { say, close } = await prompt({ isInteractive: true });
  await say(`RPUSH l ${"x".repeat(70)} ${Array.from({ length: 9 }, (_, i) => `v${i}`).join(" ")}`);
  const rows = (text: string) => withoutColours(text).split("\x1b[K\n").slice(2, -1);
  const few = rows(await say("\\watch 1 LRANGE l 0 6 times=1")); // The first one takes two rows.
  assert.deepEqual([few.length, few.at(-1)], [7, '7) "v5"']);
  const many = rows(await say("\\watch 1 LRANGE l 0 -1 times=1"));
  assert.deepEqual(many.slice(-2), [' 6) "v4"', "… 4 more lines"]);
  close();
});

test("own: what is drawn anew stands where it stood, though lines are wrapped", () => {
  let said = "";
  const redrawn = new Redrawn({
    terminal: { isInteractive: true, columns: 60 },
    output: { text: (text: string) => void (said = text) },
  } as unknown as OwnContext);
  redrawn.draw(["short", "x".repeat(61)]);
  redrawn.draw(["again"]);
  assert.equal(said, "\x1b[3A\ragain\x1b[K\n");
});

test("own: \\monitor shows what others send, sifted", async () => {
  const { say, said, ask, close } = await prompt({ isInteractive: true });
  const watching = say("\\monitor key=user:* command=get,set,mget max=3");
  await until(() => said().includes("Ctrl-C"));
  for (
    const line of ["GET other", "GET user:1", "DEL user:1", 'SET user:2 "a b"', "MGET x user:3"]
  ) {
    await ask(line);
  }
  assert.match(
    await watching,
    /^\(Ctrl-C ends it\)\n(\d\d:\d\d:\d\d\.\d{3} \S+ ){1}GET "user:1"\n.* SET "user:2" "a b"\n.* MGET "x" "user:3"\n$/,
  );
  assert.match(await say("\\monitor nonsense"), /^! \\monitor does not know nonsense/);
  close();
});

test("own: \\monitor ends at Ctrl-C, and the prompt's connection is what it was", async () => {
  const { say, said, ask, shell, close } = await prompt();
  await say("SELECT 2", "SET here 1");
  const watching = say("\\monitor db=2");
  await until(async () => {
    await ask("SELECT 2");
    return said().includes("SELECT");
  });
  shell.interrupt();
  await watching;
  assert.equal(await say("GET here"), '"1"\n');
  close();
});

test("own: \\subscribe shows messages of channels and patterns", async () => {
  for (const protocol of [2, 3] as const) {
    const { say, said, ask, shell, close } = await prompt({ isInteractive: true, protocol });
    const listening = say("\\subscribe news log:*");
    await until(() => said().includes("Ctrl-C"));
    await ask("PUBLISH news mañana");
    await ask('PUBLISH log:a "{\\"n\\":1}"');
    await ask("PUBLISH nobody x");
    await until(() => said().includes("log:a"));
    shell.interrupt();
    assert.match(
      await listening,
      /^\(Ctrl-C ends it\)\n\d\d:\d\d:\d\d\.\d{3} news "mañana"\n\S+ log:a \{"n": 1\}\n$/,
    );
    assert.equal(await say("PING"), "PONG\n");
    close();
  }
});

test("own: \\latency measures, and draws", async () => {
  const { say, close } = await prompt();
  assert.match(
    await say("\\latency times=3"),
    /^PING 3 times: p50 \d+\.\d\d ms {2}p99 \d+\.\d\d ms {2}max \d+\.\d\d ms\n[▁-█]{3}\n( +≤ \d+\.\d\d ms .*\n)+$/,
  );
  assert.match(await say("\\latency soon"), /^! DURATION is such as 10s/);
  close();
});

test("own: \\stat shows what the server does, in place on a terminal", async () => {
  const plain = await prompt();
  const lines = (await plain.say("SET k v", "\\stat 5ms times=2")).split("\n");
  assert.match(lines[0], /^commands\/s +–/);
  assert.match(lines[4], /^keys +1 {2}█$/);
  assert.match(lines[10], /^commands\/s +[\d,]+ {2}/);
  plain.close();
  const terminal = await prompt({ isInteractive: true, isColoured: true });
  const said = await terminal.say("\\stat 5ms times=2");
  assert.ok(said.includes("\x1b[10A\r"));
  assert.match(withoutColours(said), /memory +[\d.]+ MB|KB/);
  terminal.close();
});
