/** `\ts`: a line of TypeScript, with the server as `r`. */

import { format, inspect } from "node:util";
import { stripTypes } from "../../runtime/typescript.ts";
import { toBytesText } from "../print/utf8.ts";
import { Evaluator } from "../script/evaluator.ts";
import { redisOver } from "../script/redis.ts";
import { isOpenScript } from "../script/rewrite.ts";
import { RedisError, valueOf } from "../script/values.ts";
import { ConnectError } from "../server.ts";
import type { Session } from "../session.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";
import { themeOf } from "./look.ts";
import { turnTaker } from "./turns.ts";
import { untilAborted } from "./until_aborted.ts";

/** A conversation's scope, and the context of the line that is running in it. */
interface Script {
  readonly evaluator: Evaluator;
  context: OwnContext;
}

const scripts = new WeakMap<Session, Script>();

export const TS: OwnCommand = {
  name: "ts",
  usage: "TYPESCRIPT",
  summary: "run a line of TypeScript, with the server as r: \\ts await r.get('k')",
  details: String.raw`r.get("k"), r.hset("h", { a: 1 })   any command; errors are thrown
r.send(["SET", "k", 1])             the same, word by word
r.pipeline([["INCR", "a"], …])      many at once
for (const k of await r.scan("a:*")) console.log(k, await r.type(k))
$_ is the last reply of the prompt, _ the last value here. Variables live on; a line with an open
bracket goes on in the next one. Ctrl-C stops waiting.`,
  isText: true,
  isOpen: isOpenScript,
  args: [null],
  async run(context, _, rest) {
    if (rest.trim() === "") {
      throw new OwnError("\\ts needs a line of TypeScript: \\ts await r.ping()");
    }
    const script = scriptOf(context);
    const { terminal, output } = context;
    const theme = themeOf(context);
    try {
      const value = await untilAborted(context.signal, script.evaluator.run(rest));
      if (value === undefined) return;
      const text = inspect(value, {
        colors: terminal.isColoured,
        depth: 6,
        maxArrayLength: 1000,
        breakLength: terminal.columns - 1,
      });
      const shown = toBytesText(`${text}\n`);
      if (output.screen === undefined) output.text(shown);
      else await output.screen.show(shown);
    } catch (error) {
      if (context.signal.aborted) return;
      output.text(`${theme.error(toBytesText(problemText(error)))}\n`);
    }
  },
};

function scriptOf(context: OwnContext): Script {
  const known = scripts.get(context.session);
  if (known !== undefined) {
    known.context = context;
    return known;
  }
  const log = (...args: unknown[]) => {
    const { output } = script.context;
    output.text(toBytesText(`${format(...args)}\n`));
  };
  const tell = { log, info: log, debug: log, warn: log, error: log, table: log };
  const takeTurn = turnTaker();
  const redis = redisOver(async (words) => {
    await takeTurn();
    const { signal } = script.context;
    if (signal.aborted) throw new Error("Interrupted");
    if (!await script.context.mayRun(words)) throw new Error("Not sent");
    return await script.context.send(words);
  });
  const script: Script = {
    context,
    evaluator: new Evaluator(stripTypes, {
      r: () => redis,
      $_: () => script.context.lastReply && valueOf(script.context.lastReply),
      console: () => tell,
    }),
  };
  scripts.set(context.session, script);
  return script;
}

/** What the server said, what is wrong with the line, or what it threw. */
function problemText(error: unknown): string {
  if (error instanceof RedisError) return `(error) ${error.message}`;
  if (error instanceof ConnectError) return error.message;
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return `thrown: ${inspect(error)}`;
}
