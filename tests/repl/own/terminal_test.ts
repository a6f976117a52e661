/** Long replies, and own commands that go on, in real terminals. */

import process from "node:process";
import { test } from "node:test";
import { type Scene, scene } from "../scene.ts";
import { SCRIPT, type TerminalKind, TMUX } from "../terminal.ts";

/** One of them will do: what is special about each is tested with the editor. */
const kinds = [TMUX, SCRIPT].filter(({ isThere }) => isThere).slice(0, 1);
/** Ends when it has read all, and waits for nobody. */
const PAGER = "sed -n '1s/^/paged /p;$s/^/last /p'";

function inTerminal(
  kind: TerminalKind,
  title: string,
  act: (scene: Scene) => Promise<void>,
  variables: Readonly<Record<string, string>> = {},
): void {
  test(`terminal (${kind.name}): ${title}`, async () => {
    await using it = await scene(kind, [], { NO_COLOR: "1", PAGER: "", ...variables });
    await act(it);
  });
}

/** Puts a list of 20,000 elements on the server. */
async function fillList({ server }: Scene): Promise<void> {
  const client = await server.client();
  const words = Array.from({ length: 20_000 }, (_, i) => `v${i + 1}`);
  for (let at = 0; at < words.length; at += 10_000) {
    const page = words.slice(at, at + 10_000);
    const count = at + page.length;
    await client.expect(`RPUSH big ${page.join(" ")}\r\n`, `:${count}\r\n`);
  }
  client.close();
}

for (const kind of kinds) {
  inTerminal(kind, "a long reply is read in the pager, and the prompt is back", async (scene) => {
    const { terminal, prompt } = scene;
    await fillList(scene);
    terminal.type("lrange big 0 -1\r");
    await terminal.shows(/paged {5}1\) "v1"\nlast 20000\) "v20000"\n/);
    terminal.type("ping\r");
    await terminal.shows(new RegExp(`${prompt} ping\nPONG\n${prompt}$`));
  }, { PAGER });

  inTerminal(kind, "Ctrl-C in the pager is the pager's", async (scene) => {
    const { terminal, prompt } = scene;
    await fillList(scene);
    terminal.type("lrange big 0 -1\r");
    await terminal.shows(/here {5}1\) "v1"/);
    terminal.type("\x03");
    await terminal.shows(/interrupted/);
    terminal.type("ping\r");
    await terminal.shows(new RegExp(`${prompt} ping\nPONG\n${prompt}$`));
  }, {
    PAGER:
      "trap 'echo interrupted; exit' INT; head -1 | sed 's/^/here /'; while :; do sleep 0.05; done",
  });

  inTerminal(kind, "without a pager, a long reply is cut", async (scene) => {
    const { terminal, prompt } = scene;
    await fillList(scene);
    terminal.type("lrange big 0 -1\r");
    await terminal.shows(/\n {3}14\) "v14"\n… 19,986 more lines; \\more shows more/);
    terminal.type("\\more\r");
    await terminal.shows(/^ {3}15\) "v15"\n[^]*\n {3}29\) "v29"\n/);
    terminal.type("ping\r");
    await terminal.shows(new RegExp(`${prompt} ping\nPONG\n${prompt}$`));
  });

  inTerminal(kind, "\\watch draws until Ctrl-C", async ({ terminal, prompt, ask }) => {
    terminal.type("set k 1\r");
    await terminal.shows(/OK/);
    terminal.type("\\watch 50ms get k\r");
    await terminal.shows(/^every 0\.05s: get k {2}\d\d:\d\d:\d\d\n\n"1"$/);
    await ask("SET k 2", "+OK\r\n");
    await terminal.shows(/^every 0\.05s: get k {2}\d\d:\d\d:\d\d\n\n"2"$/);
    terminal.type("\x03");
    await terminal.shows(new RegExp(`\n"2"\n+\\^C\n${prompt}$`));
  });

  inTerminal(kind, "\\monitor shows until Ctrl-C", async ({ terminal, prompt, ask }) => {
    terminal.type("\\monitor command=echo\r");
    await terminal.shows(/\(Ctrl-C ends it\)$/);
    await ask("PING", "+PONG\r\n");
    await ask("ECHO here", "$4\r\nhere\r\n");
    await terminal.shows(/\n\d\d:\d\d:\d\d\.\d{3} 127\.0\.0\.1:\d+ ECHO "here"$/);
    terminal.type("\x03");
    await terminal.shows(new RegExp(`"here"\n\\^C\n${prompt}$`));
    terminal.type("ping\r");
    await terminal.shows(new RegExp(`${prompt} ping\nPONG\n${prompt}$`));
  });

  inTerminal(kind, "\\ts goes on while a bracket is open, and stops at Ctrl-C", async (scene) => {
    const { terminal, prompt } = scene;
    terminal.type("\\ts const f = (n: number) => {\r");
    terminal.type("return n * 2 }; f(21)\r");
    await terminal.shows(new RegExp(`\n42\n${prompt}$`));
    terminal.type("\\ts console.log('waiting'); await new Promise(() => {})\r");
    await terminal.shows(/\nwaiting$/);
    terminal.type("\x03");
    await terminal.shows(new RegExp(`\\^C\n${prompt}$`));
    terminal.type("\\ts f(4)\r");
    await terminal.shows(new RegExp(`\n8\n${prompt}$`));
  });
}

if (kinds.length === 0) {
  const skip = "there is neither tmux nor util-linux's script";
  test("terminal: long replies", { skip }, () => {});
  process.stderr.write(`terminal tests SKIPPED: ${skip}\n`);
}
