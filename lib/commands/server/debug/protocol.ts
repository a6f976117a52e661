/** DEBUG PROTOCOL: one reply of each type, for those who write clients. */

import { ReplyError } from "../../../resp/errors.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";

const SAMPLES: Readonly<Record<string, (reply: ReplyWriter) => void>> = {
  STRING: (reply) => reply.text("Hello World"),
  INTEGER: (reply) => reply.integer(12345),
  DOUBLE: (reply) => reply.double(3.141),
  BIGNUM: (reply) => reply.bigNumber("1234567999999999999999999999999999999"),
  NULL: (reply) => reply.null(),
  ARRAY(reply) {
    reply.array(3);
    for (let i = 0; i < 3; i++) reply.integer(i);
  },
  SET(reply) {
    reply.set(3);
    for (let i = 0; i < 3; i++) reply.integer(i);
  },
  MAP(reply) {
    reply.map(3);
    for (let i = 0; i < 3; i++) {
      reply.integer(i);
      reply.boolean(i === 1);
    }
  },
  ATTRIB(reply) {
    if (reply.protocol === 3) {
      reply.attribute(1);
      reply.text("key-popularity");
      reply.array(2);
      reply.text("key:123");
      reply.integer(90);
    }
    reply.text("Some real reply following the attribute");
  },
  PUSH(reply) {
    if (reply.protocol === 2) {
      throw new ReplyError("ERR RESP2 is not supported by this command");
    }
    reply.push(2);
    reply.text("server-cpu-usage");
    reply.integer(42);
    reply.text("Some real reply following the push reply");
  },
  VERBATIM: (reply) => reply.verbatim("txt", "This is a verbatim\nstring"),
  TRUE: (reply) => reply.boolean(true),
  FALSE: (reply) => reply.boolean(false),
};

/** Replies the sample of a type, whose name is given in capitals. */
export function replySample(reply: ReplyWriter, type: string): void {
  if (!Object.hasOwn(SAMPLES, type)) {
    const names = Object.keys(SAMPLES).join("|").toLowerCase();
    throw new ReplyError(
      `ERR Wrong protocol type name. Please use one of the following: ${names}`,
    );
  }
  SAMPLES[type](reply);
}
