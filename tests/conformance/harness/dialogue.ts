/**
 * Dialogues as text: what is sent, and what a real server answered.
 *
 *   from: Redis 8.0                                      the server that was recorded, at the head of
 *                                                        the file; without it Redis 7.0
 *   needs: RPUSH                                         skipped by servers without this command;
 *                                                        before the first case: the whole file
 *   ## SET: with NX an existing key stays as it is       a case, on connections and keys of its own
 *   > SET k v NX                                         a command, quoted as for redis-cli
 *   < +OK\r\n                                            its reply on the wire, escaped
 *   b> GET k                                             another connection
 *   < $1\r\nv\r\n
 *   <3 …                                                 the reply in RESP3, where it differs
 *   b-> SET k w                                          a command whose reply is not waited for
 *   b..                                                  the next reply of that connection
 *   raw> "*1\r\nfoo\r\n"                                 bytes as they are; all that comes back
 *   < -ERR Protocol error: …\r\n(closed)
 *   raw> "A" 70000                                       the same, so many times
 *   wait 1500                                            milliseconds pass
 *
 * Replies that are not the same each time: `<~` compares without regard to the order of elements,
 * `<?` only the type, and in `<. $...\r\nid=... addr=...` the dots stand for anything.
 * `record` writes every reply but the last kind, which it checks. Lines that begin with `# ` are
 * comments and stay where they are.
 */

/** How strictly a reply is compared. */
export type Match = "exact" | "unordered" | "type" | "pattern";

export interface Step {
  /** What is done: `send` a command, `raw` bytes, `read` another reply, or `wait`. */
  readonly kind: "send" | "raw" | "read" | "wait";
  /** The connection's name; `""` for the usual one. */
  readonly who: string;
  /** The line as it was written, without its prompt. */
  readonly text: string;
  readonly silent: boolean;
  /** Comments above it. */
  readonly notes: readonly string[];
  match: Match;
  /** Recorded replies, or patterns; `reply3` only where RESP3 differs. */
  reply: string | undefined;
  reply3: string | undefined;
}

export interface Case {
  readonly title: string;
  /** Comments above its title. */
  readonly notes: readonly string[];
  /** Commands without which it cannot be played. */
  readonly needs: readonly string[];
  readonly steps: Step[];
}

export interface Dialogue {
  /** Comments at the head of the file. */
  readonly head: readonly string[];
  /** The server whose replies it holds, as `releaseOf` names it. */
  readonly from: string;
  /** Commands without which none of it can be played. */
  readonly needs: readonly string[];
  readonly cases: readonly Case[];
}

const MARKS: Readonly<Record<string, Match>> = {
  "": "exact",
  "~": "unordered",
  "?": "type",
  ".": "pattern",
};
const MARK_OF: Readonly<Record<Match, string>> = {
  exact: "",
  unordered: "~",
  type: "?",
  pattern: ".",
};

/** The server of dialogues that do not name theirs. */
export const USUAL = "Redis 7.0";

const TITLE = /^## (.*)$/;
const FROM = /^from: ((?:Redis|Valkey) \d+\.\d+)$/;
const NEEDS = /^needs: (.*)$/;
const WAIT = /^wait (\d+)$/;
const READ = /^([a-z]*)\.\.$/;
const PROMPT = /^([a-z]*)(-?)> (.*)$/;
const REPLY = /^<(3?)([~?.]?)(?: (.*))?$/;

/** Reads a dialogue. Throws a SyntaxError at a line that it does not understand. */
export function parseDialogue(text: string): Dialogue {
  const cases: Case[] = [];
  const needs: string[] = [];
  let from = USUAL;
  let head: string[] | undefined;
  let notes: string[] = [];
  for (const [number, line] of text.split("\n").entries()) {
    // A comment that an empty line follows, before all cases, is about the file.
    if (line === "" && cases.length === 0 && notes.length > 0) {
      head = [...(head ?? []), ...notes];
      notes = [];
    }
    if (line.trim() === "") continue;
    const current = cases.at(-1);
    let found: RegExpExecArray | null;
    if (/^#( |$)/.test(line)) {
      notes.push(line);
      continue;
    } else if ((found = TITLE.exec(line))) {
      cases.push({ title: found[1], notes, needs: [], steps: [] });
    } else if (current === undefined && (found = FROM.exec(line))) {
      from = found[1];
      continue;
    } else if ((found = NEEDS.exec(line))) {
      const where = current?.needs as string[] | undefined ?? needs;
      where.push(...found[1].split(" "));
      continue;
    } else if (current && (found = REPLY.exec(line)) && current.steps.length > 0) {
      hear(current.steps.at(-1)!, found);
      continue;
    } else if (current && (found = WAIT.exec(line))) {
      current.steps.push(step("wait", "", found[1], true, notes));
    } else if (current && (found = READ.exec(line))) {
      current.steps.push(step("read", found[1], "", false, notes));
    } else if (current && (found = PROMPT.exec(line))) {
      const [, who, silent, sent] = found;
      const kind = who.startsWith("raw") ? "raw" : "send";
      current.steps.push(step(kind, who, sent, silent === "-", notes));
    } else {
      throw new SyntaxError(`line ${number + 1}: ${line}`);
    }
    notes = [];
  }
  return { head: head ?? [], from, needs, cases };
}

function hear(to: Step, [, three, mark, text]: RegExpExecArray): void {
  if (mark !== "") to.match = MARKS[mark];
  const reply = text === undefined ? undefined : unescape(text);
  if (three === "3") to.reply3 = reply;
  else to.reply = reply;
}

function step(
  kind: Step["kind"],
  who: string,
  text: string,
  silent: boolean,
  notes: readonly string[],
): Step {
  return {
    kind,
    who,
    text,
    silent,
    notes,
    match: "exact",
    reply: undefined,
    reply3: undefined,
  };
}

/** Writes a dialogue back, with the replies it holds. */
export function printDialogue({ head, from, needs, cases }: Dialogue): string {
  const parts: string[] = [];
  const top = [...head, ...(from === USUAL ? [] : [`from: ${from}`]), ...needsLine(needs)];
  if (top.length > 0) parts.push(top.join("\n"));
  for (const each of cases) {
    const lines = [...each.notes, `## ${each.title}`, ...needsLine(each.needs)];
    for (const one of each.steps) lines.push(...printStep(one));
    parts.push(lines.join("\n"));
  }
  return parts.join("\n\n") + "\n";
}

function needsLine(needs: readonly string[]): string[] {
  return needs.length === 0 ? [] : [`needs: ${needs.join(" ")}`];
}

function printStep({ kind, who, text, silent, notes, match, reply, reply3 }: Step): string[] {
  const lines = [...notes];
  if (kind === "wait") lines.push(`wait ${text}`);
  else if (kind === "read") lines.push(`${who}..`);
  else lines.push(`${who}${silent ? "-" : ""}> ${text}`);
  const mark = MARK_OF[match];
  if (reply !== undefined) lines.push(`<${mark} ${escape(reply)}`);
  if (reply3 !== undefined && reply3 !== reply) lines.push(`<3${mark} ${escape(reply3)}`);
  return lines;
}

/** What a step should answer in this protocol; undefined if nothing is recorded. */
export function expected(step: Step, protocol: 2 | 3): string | undefined {
  return (protocol === 3 ? step.reply3 : undefined) ?? step.reply;
}

const NAMED: Readonly<Record<string, string>> = { "\r": "\\r", "\n": "\\n", "\\": "\\\\" };

/** Wire text in one printable line. */
export function escape(wire: string): string {
  return wire.replace(
    // deno-lint-ignore no-control-regex
    /[\\\x00-\x1f\x7f-\xff]/g,
    (char) => NAMED[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

function unescape(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, char: string) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return char === "r" ? "\r" : char === "n" ? "\n" : char;
  });
}
