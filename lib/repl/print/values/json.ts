/**
 * JSON as it is read: coloured, and over several lines if one is too short for it. Numbers and
 * strings are shown as they were written, so that no digit is lost.
 */

import type { Theme } from "../theme.ts";
import { toBytesText, utf8TextOf } from "../utf8.ts";

const BYTES_MAX = 1024 * 1024;
/** What is nested deeper stays on one line. */
const DEPTH_MAX = 64;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+/g;
/** What a terminal would act upon, or not show. */
const HIDDEN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The text, if all of it is a JSON object or array; else null. */
export function jsonTextOf(bytes: Uint8Array): string | null {
  if (bytes.length < 2 || bytes.length > BYTES_MAX) return null;
  if (bytes[0] > 0x20 && bytes[0] !== 0x7b && bytes[0] !== 0x5b) return null;
  const text = utf8TextOf(bytes);
  if (text === null || !/^\s*[{[]/.test(text)) return null;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return null;
  }
}

/**
 * Valid JSON, in Latin-1, without a line end behind it: each object or array on one line if that
 * takes no more than `width` columns, else with two blanks for each level behind `indent`.
 */
export function formatJsonText(json: string, theme: Theme, indent: string, width: number): string {
  const tokens = json.match(TOKENS) ?? [];
  return new Layout(tokens, theme, width).value(0, tokens.length, indent, 0, 0);
}

class Layout {
  readonly #tokens: readonly string[];
  readonly #theme: Theme;
  readonly #width: number;

  constructor(tokens: readonly string[], theme: Theme, width: number) {
    this.#tokens = tokens;
    this.#theme = theme;
    this.#width = width;
  }

  /** The tokens `[start, end)` at this depth, behind `lead` columns of a name. */
  value(start: number, end: number, indent: string, depth: number, lead: number): string {
    const isFlat = end - start < 3 || depth === DEPTH_MAX;
    if (isFlat || this.#columns(start, end) + 2 * depth + lead <= this.#width) {
      return this.#line(start, end);
    }
    const deeper = `${indent}  `;
    let text = this.#painted(start);
    for (let at = start + 1; at < end - 1;) {
      text += `\n${deeper}`;
      const key = at;
      if (this.#tokens[at + 1] === ":") at += 2;
      const after = this.#endOf(at);
      text += this.#line(key, at);
      text += this.value(at, after, deeper, depth + 1, this.#columns(key, at));
      at = after;
      if (this.#tokens[at] === ",") text += this.#painted(at++);
    }
    return `${text}\n${indent}${this.#painted(end - 1)}`;
  }

  /** Behind the value that begins here. */
  #endOf(at: number): number {
    let depth = 0;
    do {
      if (/^[{[]$/.test(this.#tokens[at])) depth++;
      else if (/^[}\]]$/.test(this.#tokens[at])) depth--;
      at++;
    } while (depth > 0);
    return at;
  }

  #columns(start: number, end: number): number {
    let columns = 0;
    for (let at = start; at < end && columns <= this.#width; at++) {
      const token = this.#tokens[at];
      columns += token.length + (token === ":" || token === "," ? 1 : 0);
    }
    return columns;
  }

  #line(start: number, end: number): string {
    let text = "";
    for (let at = start; at < end; at++) {
      const token = this.#tokens[at];
      text += this.#painted(at) + (token === ":" || token === "," ? " " : "");
    }
    return text;
  }

  #painted(at: number): string {
    return painted(this.#tokens[at], this.#tokens[at + 1], this.#theme);
  }
}

function painted(token: string, next: string | undefined, theme: Theme): string {
  if (/^[{}[\],:]$/.test(token)) return theme.mark(token);
  if (token.startsWith('"')) {
    const shown = toBytesText(token.replace(HIDDEN, unicodeEscapes));
    return next === ":" ? theme.key(shown) : theme.string(shown);
  }
  if (token === "null") return theme.nil(token);
  return token === "true" || token === "false" ? theme.boolean(token) : theme.number(token);
}

function unicodeEscapes(char: string): string {
  return char.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
