/** A screen with colours as an image: text with SGR codes (ECMA-48, 8.3.117) becomes SVG. */

import stringWidth from "string-width";

const FONT_SIZE = 14;
/** A cell of the screen, and the space around all of them. */
const [CELL, LINE, MARGIN] = [8.4, 19, 14];
const [BACKGROUND, FOREGROUND] = ["#16181d", "#d5d8df"];

/** Black, red, green, yellow, blue, magenta, cyan, white; and the same, brighter. */
const PALETTE = [
  ...["#2b2f38", "#f0716b", "#8bc37a", "#d9b45b", "#6ba6ee", "#c58be0", "#5fc1c9", "#c8ccd4"],
  ...["#7d8491", "#ff9790", "#a9dc99", "#f0cd7d", "#92c2ff", "#dcaaf2", "#86dde4", "#ffffff"],
];

interface Style {
  readonly colour: string;
  readonly ground: string | null;
  readonly isBold: boolean;
  readonly isFaint: boolean;
  readonly isUnderlined: boolean;
  readonly isReversed: boolean;
}

const PLAIN: Style = {
  colour: FOREGROUND,
  ground: null,
  isBold: false,
  isFaint: false,
  isUnderlined: false,
  isReversed: false,
};

/** The image of a text whose lines have SGR codes; it is as wide as `columns`. */
export function svgOf(text: string, columns: number): string {
  const lines = text.split("\n");
  const width = Math.ceil(columns * CELL + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  let style = PLAIN;
  const shapes = lines.flatMap((line, row) => {
    const parts: string[] = [];
    let column = 0;
    // deno-lint-ignore no-control-regex
    for (const [whole, codes] of line.matchAll(/\x1b\[([\d;:]*)m|[^\x1b]+/g)) {
      if (codes !== undefined) {
        style = styled(style, codes);
        continue;
      }
      const cells = stringWidth(whole);
      parts.push(...run(whole, style, column, row, cells));
      column += cells;
    }
    return parts;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-size="${FONT_SIZE}" ` +
    `font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    ...shapes,
    "</svg>",
    "",
  ].join("\n");
}

/** Characters of one style, that begin in this cell. */
function run(text: string, style: Style, column: number, row: number, cells: number): string[] {
  const { isBold, isFaint, isUnderlined, isReversed } = style;
  const colour = isReversed ? style.ground ?? BACKGROUND : style.colour;
  const ground = isReversed ? style.colour : style.ground;
  const [x, top] = [MARGIN + column * CELL, MARGIN + row * LINE];
  const width = number(cells * CELL);
  const shapes: string[] = [];
  if (ground !== null) {
    shapes.push(
      `<rect x="${number(x)}" y="${top}" width="${width}" height="${LINE}" fill="${ground}"/>`,
    );
  }
  if (text.trim() === "") return shapes;
  const attributes = [
    `x="${number(x)}" y="${top + FONT_SIZE}" fill="${colour}" textLength="${width}"`,
    'xml:space="preserve"',
    ...(isBold ? ['font-weight="bold"'] : []),
    ...(isFaint ? ['opacity="0.6"'] : []),
    ...(isUnderlined ? ['text-decoration="underline"'] : []),
  ];
  shapes.push(`<text ${attributes.join(" ")}>${escaped(text)}</text>`);
  return shapes;
}

function styled(before: Style, codes: string): Style {
  let style = before;
  const numbers = codes.split(";").map((code) => Number.parseInt(code || "0"));
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i];
    if (code === 0) style = PLAIN;
    else if (code === 1) style = { ...style, isBold: true };
    else if (code === 2) style = { ...style, isFaint: true };
    else if (code === 4) style = { ...style, isUnderlined: true };
    else if (code === 7) style = { ...style, isReversed: true };
    else if (code === 22) style = { ...style, isBold: false, isFaint: false };
    else if (code === 24) style = { ...style, isUnderlined: false };
    else if (code === 27) style = { ...style, isReversed: false };
    else if (code === 39) style = { ...style, colour: FOREGROUND };
    else if (code === 49) style = { ...style, ground: null };
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(numbers.slice(i + 1));
      style = code === 38 ? { ...style, colour } : { ...style, ground: colour };
      i += used;
    } else {
      const colour = PALETTE[basic(code % 10, code)];
      if (/^(3|9)\d$/.test(`${code}`)) style = { ...style, colour };
      else if (/^(4|10)\d$/.test(`${code}`)) style = { ...style, ground: colour };
    }
  }
  return style;
}

function basic(colour: number, code: number): number {
  return colour + (code >= 90 ? 8 : 0);
}

/** `5;N` of 256 colours, or `2;R;G;B`; and how many numbers that took. */
function extended([kind, ...rest]: readonly number[]): [colour: string, used: number] {
  if (kind === 2) return [`rgb(${rest.slice(0, 3).join(",")})`, 4];
  const n = rest[0] ?? 0;
  if (n < 16) return [PALETTE[n], 2];
  if (n >= 232) return [`rgb(${Array(3).fill(8 + (n - 232) * 10).join(",")})`, 2];
  const levels = [Math.floor((n - 16) / 36), Math.floor((n - 16) / 6) % 6, (n - 16) % 6];
  return [`rgb(${levels.map((level) => level === 0 ? 0 : 55 + 40 * level).join(",")})`, 2];
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
