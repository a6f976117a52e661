/** Texts that servers write for people, with colours: INFO, CLIENT LIST, and their like. */

import type { Theme } from "./theme.ts";

const HEADING = /^# .*$/;
const FIELD = /^([\w.-]+):(.*)$/;
/** `id=3 addr=127.0.0.1:50000 …` */
const PAIRS = /^(?:[\w-]+=\S* ?)+$/;
const NUMERIC = /^-?[\d.]+%?$/;

/** Colours what is a heading, a field, or a list of `name=value`; all else stays. In Latin-1. */
export function colourText(text: string, theme: Theme): string {
  return text.split("\n").map((whole) => {
    const line = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
    return colourLine(line, theme) + whole.slice(line.length);
  }).join("\n");
}

function colourLine(line: string, theme: Theme): string {
  if (HEADING.test(line)) return theme.heading(line);
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name !== undefined) return `${theme.key(name)}${theme.mark(":")}${coloured(value, theme)}`;
  if (line === "" || !PAIRS.test(line)) return line;
  return colourPairs(line, theme);
}

function coloured(value: string, theme: Theme): string {
  if (/^[\w-]+=/.test(value)) {
    return value.split(",").map((pair) => colourPairs(pair, theme)).join(theme.mark(","));
  }
  return NUMERIC.test(value) ? theme.number(value) : theme.string(value);
}

function colourPairs(line: string, theme: Theme): string {
  return line.replace(/([\w.-]+)=(\S*)/g, (_, name, value) => {
    const shown = NUMERIC.test(value) ? theme.number(value) : theme.string(value);
    return `${theme.key(name)}${theme.mark("=")}${shown}`;
  });
}
