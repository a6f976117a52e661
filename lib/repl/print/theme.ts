/** What the parts of a reply look like. */

/** Each takes and returns text that is printed as it is. */
export interface Theme {
  readonly string: Paint;
  /** Integers, doubles, big numbers. */
  readonly number: Paint;
  readonly boolean: Paint;
  readonly nil: Paint;
  readonly error: Paint;
  /** `OK` and its like. */
  readonly status: Paint;
  /** Names of fields. */
  readonly key: Paint;
  /** What tells type or place, and is no value: `1)`, `(integer)`, `=>`. */
  readonly mark: Paint;
  /** Remarks of ours: what date a number is. */
  readonly note: Paint;
  readonly heading: Paint;
  /** What has changed. */
  readonly changed: Paint;
}

export type Paint = (text: string) => string;

/** SGR codes (ECMA-48, 8.3.117): one to begin, one to end. */
function sgr(begin: number, end: number): Paint {
  return (text) => text === "" ? "" : `\x1b[${begin}m${text}\x1b[${end}m`;
}

const [bold, underlined, reversed] = [sgr(1, 22), sgr(4, 24), sgr(7, 27)];
const [red, green, yellow, magenta, cyan, grey] = [31, 32, 33, 35, 36, 90].map((code) =>
  sgr(code, 39)
);

export const COLOURED: Theme = {
  string: green,
  number: yellow,
  boolean: magenta,
  nil: grey,
  error: red,
  status: bold,
  key: cyan,
  mark: grey,
  note: grey,
  heading: (text) => bold(underlined(text)),
  changed: reversed,
};

export const PLAIN: Theme = {
  string: String,
  number: String,
  boolean: String,
  nil: String,
  error: String,
  status: String,
  key: String,
  mark: String,
  note: String,
  heading: String,
  changed: String,
};

/** The text without SGR codes: what it is when nothing is coloured. */
export function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[\d;]*m/g, "");
}
