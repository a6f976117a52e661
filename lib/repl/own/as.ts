/** `\as` and `\decode`: values that are stored packed, shown unpacked. */

import { fromLatin1 } from "../../resp/args.ts";
import { decoderFor, DECODINGS } from "../print/values/decode.ts";
import { DecodeError, type Decoder } from "../print/values/decoder.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";
import { printerOf } from "./look.ts";

const DETAILS = `FORMAT is one of ${DECODINGS.join(", ")};
or several, one after the other: base64,gzip,json`;

export const AS: OwnCommand = {
  name: "as",
  usage: "FORMAT COMMAND",
  summary: "send a command that reads, and show its strings unpacked: \\as gzip GET k",
  details: DETAILS,
  args: [DECODINGS, "line"],
  async run(context, [format, ...words]) {
    if (format === undefined || words.length === 0) {
      throw new OwnError("\\as needs a format and a command: \\as json GET key");
    }
    const decoder = await decoderOf(format);
    const name = words[0].toUpperCase();
    const spec = context.specs.find((each) => each.name === name);
    if (spec !== undefined && !spec.flags?.includes("readonly")) {
      throw new OwnError(`${name} does more than read: send it, and then \\decode ${format}`);
    }
    const request = words.map(fromLatin1);
    if (!await context.mayRun(request)) return;
    const reply = await context.send(request);
    await show(context, printerOf(context, decoder).reply(reply, request));
  },
};

export const DECODE: OwnCommand = {
  name: "decode",
  usage: "FORMAT",
  summary: "show the last reply again, its strings unpacked",
  details: DETAILS,
  args: [DECODINGS],
  async run(context, [format]) {
    if (format === undefined) {
      throw new OwnError(`\\decode needs a format: ${DECODINGS.join(", ")}`);
    }
    const decoder = await decoderOf(format);
    if (context.lastReply === null) throw new OwnError("There is no reply yet");
    await show(context, printerOf(context, decoder).reply(context.lastReply, []));
  },
};

async function decoderOf(names: string): Promise<Decoder> {
  try {
    return await decoderFor(names);
  } catch (error) {
    throw error instanceof DecodeError ? new OwnError(error.message) : error;
  }
}

async function show({ output }: OwnContext, text: string): Promise<void> {
  if (output.screen === undefined) output.text(text);
  else await output.screen.show(text);
}
