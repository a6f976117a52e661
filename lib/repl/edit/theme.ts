/** How the parts of a line look, as parameters of SGR (ECMA-48). */

import type { SpanKind } from "./assistant.ts";

export interface Theme {
  readonly spans: Readonly<Record<SpanKind, string>>;
  /** What may be typed next, and whatever else is of less weight. */
  readonly faint: string;
  /** The candidate that is chosen. */
  readonly chosen: string;
  /** What a search has found. */
  readonly match: string;
  readonly mode: string;
  readonly notice: string;
}

const COLOURED: Theme = {
  spans: {
    command: "1;36",
    key: "33",
    value: "32",
    option: "35",
    own: "1;34",
    pipe: "34",
    error: "4;31",
  },
  faint: "90",
  chosen: "7",
  match: "1;4",
  mode: "1",
  notice: "31",
};

/** No colours, but marks without which nobody could tell what was typed and what is wrong. */
const PLAIN: Theme = {
  spans: { command: "", key: "", value: "", option: "", own: "", pipe: "", error: "4" },
  faint: "2",
  chosen: "7",
  match: "4",
  mode: "",
  notice: "",
};

export function themeFor(isColoured: boolean): Theme {
  return isColoured ? COLOURED : PLAIN;
}
