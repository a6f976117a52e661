/**
 * Dialogues as text: what is sent, and what a real server answered.
 *
 *   ## SET: with NX an existing key stays as it is       a case, on connections and keys of its own
 *   > SET k v NX                                         a command, quoted as for redis-cli
 *   < +OK\r\n                                            its reply on the wire, escaped
 *   b> GET k                                             another connection
 *   < $1\r\nv\r\n
 *   <3 …                                                 the reply in RESP3, where it differs
 *   raw> "*1\r\nfoo\r\n"                                 bytes as they are; all that comes back
 *   < -ERR Protocol error: …\r\n(closed)
 *   wait 1500                                            milliseconds pass
 *
 * `<~` compares without regard to the order of elements, `<?` only the type of the reply; `-` after
 * the name of a connection, as in `b->`, says that no reply comes.
 */

/** How strictly a reply is compared. */
export type Match = "exact" | "unordered" | "type";

export interface Step {
  /** What is done: `send` a command, `raw` bytes, or `wait`. */
  readonly kind: "send" | "raw" | "wait";
  /** The connection's name; `""` for the usual one. */
  readonly who: string;
  /** The line as it was written, without its prompt. */
  readonly text: string;
  readonly silent: boolean;
  match: Match;
  /** Recorded replies; `reply3` only where RESP3 differs. */
  reply: string | undefined;
  reply3: string | undefined;
}

export interface Case {
  readonly title: string;
  readonly steps: Step[];
}

const PROMPT = /^([a-z]*)(-?)> (.*)$/;

/** Reads a dialogue. Throws on a line that it does not understand. */
export function parseDialogue(text: string): Case[] {
  const cases: Case[] = [];
  for (const [number, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("# ")) continue;
    const steps = cases.at(-1)?.steps;
    const prompt = PROMPT.exec(line);
    const reply = /^<(3?)([~?]?) (.*)$/.exec(line);
    if (line.startsWith("## ")) {
      cases.push({ title: line.slice(3), steps: [] });
    } else if (steps && line.startsWith("wait ")) {
      steps.push(step("wait", "", line.slice(5), true));
    } else if (steps && prompt) {
      const [, who, silent, sent] = prompt;
      steps.push(
        who === "raw" ? step("raw", "raw", sent, false) : step("send", who, sent, silent === "-"),
      );
    } else if (reply && steps && steps.length > 0) {
      const last = steps.at(-1)!;
      if (reply[2] !== "") last.match = reply[2] === "~" ? "unordered" : "type";
      if (reply[1] === "3") last.reply3 = unescape(reply[3]);
      else last.reply = unescape(reply[3]);
    } else {
      throw new SyntaxError(`line ${number + 1}: ${line}`);
    }
  }
  return cases;
}

/** Writes a dialogue back, with the replies it holds; comments at its head are kept. */
export function printDialogue(cases: readonly Case[], head: string): string {
  const lines = head === "" ? [] : [head];
  for (const { title, steps } of cases) {
    if (lines.length > 0) lines.push("");
    lines.push(`## ${title}`);
    for (const { kind, who, text, silent, match, reply, reply3 } of steps) {
      lines.push(kind === "wait" ? `wait ${text}` : `${who}${silent ? "-" : ""}> ${text}`);
      const mark = match === "unordered" ? "~" : match === "type" ? "?" : "";
      if (reply !== undefined) lines.push(`<${mark} ${escape(reply)}`);
      if (reply3 !== undefined && reply3 !== reply) lines.push(`<3${mark} ${escape(reply3)}`);
    }
  }
  return lines.join("\n") + "\n";
}

/** The comment lines before the first case. */
export function headOf(text: string): string {
  return text.slice(0, Math.max(text.indexOf("## "), 0)).trimEnd();
}

function step(kind: Step["kind"], who: string, text: string, silent: boolean): Step {
  return { kind, who, text, silent, match: "exact", reply: undefined, reply3: undefined };
}

const NAMED: Readonly<Record<string, string>> = { "\r": "\\r", "\n": "\\n", "\\": "\\\\" };

/** Wire text in one printable line. */
export function escape(wire: string): string {
  // deno-lint-ignore no-control-regex
  return wire.replace(
    /[\\\x00-\x1f\x7f-\xff]/g,
    (char) => NAMED[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

function unescape(text: string): string {
  return text.replace(
    /\\(x([0-9a-f]{2})|.)/g,
    (_, char: string, hex) =>
      hex
        ? String.fromCharCode(parseInt(hex, 16))
        : char === "r"
        ? "\r"
        : char === "n"
        ? "\n"
        : char,
  );
}
