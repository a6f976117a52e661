/** The terminal as a screen for replies: how large it is, and which pager there is. */

import { fromLatin1 } from "../../resp/args.ts";
import { variable } from "../../runtime/permissions.ts";
import type { Format, ReplOptions, ReplOutput } from "../options.ts";
import type { Settings } from "../settings.ts";
import { pagerCommand, startPager } from "./pager_program.ts";
import type { ScreenHost } from "./pager.ts";
import { JSON_LINES, type Printer, printerFor } from "./printer.ts";
import { RichPrinter } from "./rich.ts";
import { COLOURED } from "./theme.ts";

/** `settings`: as they are now; `lend` runs what it is given while a program has the terminal. */
export function terminalScreen(
  output: ReplOutput,
  settings: () => Pick<Settings, "pager" | "cut"> | undefined,
  lend: (act: () => Promise<void>) => Promise<void>,
): ScreenHost {
  return {
    get rows() {
      return output.rows ?? 24;
    },
    get columns() {
      return output.columns ?? 80;
    },
    get rowsUncut() {
      const { cut = "auto" } = settings() ?? {};
      if (cut === "off") return Infinity;
      return Math.max(4, Number(cut) || (output.rows ?? 24));
    },
    write: (text) => text === "" || output.write(fromLatin1(text)),
    drained: () =>
      new Promise((resolve) => {
        if ("writableNeedDrain" in output && output.writableNeedDrain) {
          output.once("drain", resolve);
        } else resolve();
      }),
    startPager: () => {
      const command = pagerCommand(settings()?.pager ?? "auto");
      return command === null ? null : startPager(command, lend);
    },
  };
}

/** Whether to colour what is written there: it is a terminal, and nobody objects (no-color.org). */
export function mayColour(output: ReplOutput): boolean {
  return output.isTTY === true && variable("NO_COLOR") === "" && variable("TERM") !== "dumb";
}

/** The printer by the setting `output`; colours and recognition are for those who see colours. */
export function printerOn(output: ReplOutput, name: string, options: ReplOptions): Printer {
  if (options.dialect === "miniature") return JSON_LINES;
  const isOpen = name === "" || name === "auto";
  if (!isOpen) return printerFor({ ...options, format: name as Format }, true);
  if (options.format !== undefined || !mayColour(output)) return printerFor(options, true);
  return richPrinter(output);
}

function richPrinter(output: ReplOutput): RichPrinter {
  return new RichPrinter({
    theme: COLOURED,
    isRecognising: true,
    columns: () => output.columns ?? 80,
    now: () => Date.now(),
  });
}
