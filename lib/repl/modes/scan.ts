/** `--scan`: lists keys, one on each line. */

import { quoted } from "../../resp/quoted.ts";
import { latin1 } from "../../resp/args.ts";
import { type ModeContext, untilInterrupted } from "./mode.ts";
import { databaseSize, scannedPart, scanPages } from "./scan_pages.ts";

/** For people, keys are quoted. */
export async function scan(context: ModeContext): Promise<number> {
  const { format } = context;
  const show = format === "standard"
    ? (key: Uint8Array) => quoted(key, 0, key.length)
    : (key: Uint8Array) => latin1(key, 0, key.length);
  const client = await context.connect();
  await untilInterrupted(async () => {
    const total = await databaseSize(client).catch(() => 0); // It may not be allowed.
    let found = 0;
    for await (const page of scanPages(context, client, total, 1)) {
      if (page.keys.length > 0) {
        context.text(page.keys.map((key) => `${show(key)}\n`).join(""));
        await context.written();
      }
      found += page.keys.length;
      context.progress.show(scannedPart(context, page, found, total), `${found} keys`);
    }
  });
  return 0;
}
