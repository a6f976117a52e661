/** How own commands write: with the colours of the terminal, and with values recognised. */

import { latin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";
import { RichPrinter } from "../print/rich.ts";
import { COLOURED, PLAIN, type Theme } from "../print/theme.ts";
import type { Decoder } from "../print/values/decoder.ts";
import type { OwnContext } from "./command.ts";

export function themeOf({ terminal }: OwnContext): Theme {
  return terminal.isColoured ? COLOURED : PLAIN;
}

/** A printer of replies; strings as `decoder` shows them, if there is one. */
export function printerOf(context: OwnContext, decoder?: Decoder): RichPrinter {
  return new RichPrinter({
    theme: themeOf(context),
    isRecognising: true,
    columns: () => context.terminal.columns,
    now: () => Date.now(),
    ...(decoder !== undefined && { decoder }),
  });
}

/** The text of a reply that is one, or is a number; else undefined. In Latin-1. */
export function textOf(reply: Reply | undefined): string | undefined {
  switch (reply?.type) {
    case "simple":
    case "double":
      return reply.text;
    case "bulk":
    case "verbatim":
      return latin1(reply.bytes, 0, reply.bytes.length);
    case "integer":
      return String(reply.value);
    default:
      return undefined;
  }
}

/** The number in a reply; undefined if it is none. */
export function numberOf(reply: Reply | undefined): number | undefined {
  const text = textOf(reply);
  return text === undefined || !/^-?\d/.test(text) ? undefined : Number(text);
}

/** The elements of an aggregate; none of anything else. */
export function itemsOf(reply: Reply | undefined): readonly Reply[] {
  return reply !== undefined && "items" in reply ? reply.items : [];
}

/** `12.3 KB`, by powers of 1024; whole bytes below. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${
    unit === 0 && bytes === 1 ? "byte" : units[unit]
  }`;
}

export function countText(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
