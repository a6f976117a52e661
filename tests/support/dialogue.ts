/** Tests as dialogues: a request and its reply on each line. */

import assert from "node:assert/strict";
import type { TestClient, TestEngine } from "./engine.ts";

/**
 * Plays a dialogue and compares the replies.
 *
 * ```
 * SET key "two words"   → +OK
 * EXPIRE key 10         → :1
 * + 9999 ms                             the clock moves
 * KEYS *                → *1 $3 key     line ends of the wire become blanks
 * ```
 *
 * Words are parted by blanks; in double quotes they may hold blanks, or be empty.
 */
export function dialogue(redis: TestEngine, text: string, client: TestClient = redis): void {
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "") continue;
    const advance = /^\+ (\d+) ms$/.exec(line);
    if (advance !== null) {
      redis.clock.advance(Number(advance[1]));
      continue;
    }
    const arrow = line.indexOf("→");
    assert.ok(arrow > 0, `no reply given: ${line}`);
    const request = line.slice(0, arrow).trim();
    assert.equal(ask(client, request), line.slice(arrow + 1).trim(), request);
  }
}

/** The reply to one request, on one line. */
export function ask(client: TestClient, request: string): string {
  const words = request.match(/"[^"]*"|\S+/g)!.map((word) => word.replace(/^"(.*)"$/, "$1"));
  return client.command(...words).replaceAll("\r\n", " ").trim();
}
