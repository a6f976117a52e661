/** The assistant in a real terminal: what a person sees while typing. */

import { test } from "node:test";
import { scene } from "../scene.ts";
import { SCRIPT, TMUX } from "../terminal.ts";

const kind = [TMUX, SCRIPT].find(({ isThere }) => isThere);
const skip = kind === undefined && "there is neither tmux nor util-linux's script";

test("repl: names are those that the server has", { skip }, async () => {
  await using it = await scene(kind!);
  const { terminal, prompt, ask } = it;
  await ask("HSET user:1 name Ada email a@b", ":2\r\n");
  await ask("HSET user:2 name Bob", ":1\r\n");
  await ask("SET usual text", "+OK\r\n");
  terminal.type("hget us\t");
  await terminal.shows(new RegExp(`^${prompt} hget user: field\n`));
  terminal.type("1 \t\t");
  await terminal.shows(/ hget user:1 field\nname +email\n/);
  terminal.type("na\t");
  await terminal.shows(/ hget user:1 name\n/);
  terminal.type("\r");
  await terminal.shows(/ hget user:1 name\n"Ada"\n/);
  terminal.type("config set maxmemory-pol\t");
  await terminal.shows(/> config set maxmemory-policy value/);
  terminal.type("volatile-t\t");
  await terminal.shows(/> config set maxmemory-policy volatile-ttl/);
});

test("repl: what is wrong is told while it is typed", { skip }, async () => {
  await using it = await scene(kind!);
  const { terminal } = it;
  terminal.type("gte k");
  await terminal.shows(/> gte k\nunknown command gte; did you mean GET\?$/);
  terminal.type("\x15set k v nx xx ");
  await terminal.shows(/> set k v nx xx\nNX and XX exclude each other$/);
  terminal.type("\x15expire k 10 ");
  await terminal.shows(/> expire k 10 \[NX\|XX\|GT\|LT\]\nSets the time to live/);
});
