/** Data as YAML 1.2, in blocks; texts of several lines as they are. */

import { Binary, type Data, Failure, isList, Pairs, toJson } from "./data.ts";

/** What reads as something else than a text, or is a sign of YAML's. */
const PLAIN = /^[\p{L}_/][\p{L}\p{N}_./@+ -]*(:[\p{L}\p{N}_./@+-]+)*$/u;
const RESERVED = /^(true|false|null|yes|no|on|off|y|n|nan|inf|.* )$/i;
/** Lines of printable characters, of which the first is not indented, and none ends with a blank. */
const LINES = /^(?! )([^\p{Cc}\u2028\u2029\ufeff]*[^\p{Cc}\s\u2028\u2029\ufeff]\n|\n)+$/u;

/** A document, with a line end. */
export function toYaml(data: Data): string {
  return isBlock(data) ? blockOf(data, "") : `${scalarOf(data, "  ")}\n`;
}

function isBlock(data: Data): data is readonly Data[] | Pairs {
  return isList(data) ? data.length > 0 : data instanceof Pairs && data.pairs.length > 0;
}

function blockOf(data: readonly Data[] | Pairs, indent: string): string {
  if (isList(data)) {
    // A block in a list begins behind the dash.
    return data.map((item) => {
      const text = isBlock(item)
        ? blockOf(item, `${indent}  `).slice(indent.length + 2)
        : `${scalarOf(item, `${indent}  `)}\n`;
      return `${indent}- ${text}`;
    }).join("");
  }
  return data.pairs.map(([key, value]) => {
    const name = `${indent}${textOf(key)}:`;
    if (!isBlock(value)) return `${name} ${scalarOf(value, `${indent}  `)}\n`;
    return `${name}\n${blockOf(value, `${indent}  `)}`;
  }).join("");
}

function scalarOf(data: Data, indent: string): string {
  if (data instanceof Binary) return `!!binary ${data.base64}`;
  if (data instanceof Failure) return `{error: ${textOf(data.message)}}`;
  if (isList(data)) return "[]";
  if (data instanceof Pairs) return "{}";
  if (typeof data !== "string") return toJson(data);
  const whole = data.endsWith("\n") ? data : `${data}\n`;
  if (!data.includes("\n") || !LINES.test(whole) || data.endsWith("\n\n")) return textOf(data);
  const lines = whole.slice(0, -1).split("\n").map((line) => line === "" ? "" : indent + line);
  return `${data.endsWith("\n") ? "|" : "|-"}\n${lines.join("\n")}`;
}

/** As JSON writes it, which YAML reads; but YAML forbids some more characters. */
function textOf(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text)) return text;
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
