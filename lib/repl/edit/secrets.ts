/** Which lines say a password, and must be kept nowhere. */

import { textsOf, wordsOf } from "../words.ts";

/** Parameters whose values are passwords, or the names that go with them. */
const SECRET_PARAMETER =
  /^(requirepass|masterauth|masteruser|primaryauth|primaryuser|sentinel-pass|tls-.*pass)$/i;
/** Options of the prompt's own commands; `-a` as for redis-cli. */
const SECRET_OPTION = /^(-a.*|--?(pass|password|auth|askpass)(=.*)?)$/i;
/** `redis://user:password@host` */
const SECRET_URL = /\b(redis|rediss|valkey|valkeys|unix)(\+\w+)?:\/\/[^\s/@]*:[^\s@]+@/i;
/** In a program, whatever it is: its author knows. */
const SECRET_IN_PROGRAM = /auth|passw|requirepass|setuser|secret/i;

/** Whether a line says a password, as far as can be seen. */
export function holdsSecret(line: string): boolean {
  if (SECRET_URL.test(line)) return true;
  const words = lenientWords(line);
  if (/^[-+]?\d+$/.test(words[0] ?? "")) words.shift(); // How often to run the rest.
  const [first = ""] = words;
  if (!first.startsWith("\\") && first.toLowerCase() !== "connect") return isSecretCommand(words);
  if (/^\\ts$/i.test(first)) return SECRET_IN_PROGRAM.test(line);
  // One of the prompt's own commands, which may hold another: `\watch 2 auth …`.
  return words.some((word, i) => SECRET_OPTION.test(word) || isSecretCommand(words.slice(i)));
}

function isSecretCommand(words: readonly string[]): boolean {
  const [name = "", sub = ""] = words.map((word) => word.toUpperCase());
  const rest = words.slice(1);
  switch (name) {
    case "AUTH":
      return true;
    case "HELLO":
    case "MIGRATE":
      return rest.some((word) => /^auth2?$/i.test(word));
    case "ACL":
      return sub === "SETUSER";
    case "CONFIG":
      return sub === "SET" && rest.some((word) => SECRET_PARAMETER.test(word));
    case "SENTINEL":
      return rest.some((word) => /^auth-pass$/i.test(word) || SECRET_PARAMETER.test(word));
    default:
      return false;
  }
}

/** The words even of a line whose quotes do not match: it was refused, but was typed all the same. */
function lenientWords(line: string): string[] {
  const joined = line.replaceAll("\\\n", " ");
  return textsOf(wordsOf(joined) ?? wordsOf(joined.replace(/["']/g, " "))!);
}
