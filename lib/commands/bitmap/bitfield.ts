/** BITFIELD and BITFIELD_RO: integers of any width inside a string, several operations at once. */

import type { Entry } from "../../memory/entry.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { parseInteger } from "../../resp/numbers.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import {
  addToBitField,
  bitFieldEnd,
  type BitFieldType,
  fitBitField,
  getBitField,
  INVALID_BIT_FIELD_TYPE,
  INVALID_BIT_OFFSET,
  INVALID_OVERFLOW,
  type Overflow,
  parseBitFieldType,
  parseBitOffset,
  setBitField,
} from "../../types/bit_field.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readString } from "../values.ts";
import { growString, lengthBefore } from "./offset.ts";

export const BITFIELD = command({
  name: "BITFIELD",
  summary: "Reads, writes and increments integers of any width inside a string.",
  since: "3.2.0",
  group: "bitmap",
  complexity: "O(1) for each operation.",
  arity: -2,
  flags: ["write", "denyoom"],
  keys: [{
    ...keyRange(["RW", "access", "update", "variable_flags"], 1),
    notes: "The flags depend on the operations given.",
  }],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "operation",
      type: "oneof",
      optional: true,
      multiple: true,
      args: [
        {
          name: "get-block",
          type: "block",
          token: "GET",
          args: [
            { name: "encoding", type: "string" },
            { name: "offset", type: "integer" },
          ],
        },
        {
          name: "write",
          type: "block",
          args: [
            {
              name: "overflow-block",
              type: "oneof",
              token: "OVERFLOW",
              optional: true,
              args: [
                { name: "wrap", type: "pure-token", token: "WRAP" },
                { name: "sat", type: "pure-token", token: "SAT" },
                { name: "fail", type: "pure-token", token: "FAIL" },
              ],
            },
            {
              name: "write-operation",
              type: "oneof",
              args: [
                {
                  name: "set-block",
                  type: "block",
                  token: "SET",
                  args: [
                    { name: "encoding", type: "string" },
                    { name: "offset", type: "integer" },
                    { name: "value", type: "integer" },
                  ],
                },
                {
                  name: "incrby-block",
                  type: "block",
                  token: "INCRBY",
                  args: [
                    { name: "encoding", type: "string" },
                    { name: "offset", type: "integer" },
                    { name: "increment", type: "integer" },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
}, (context) => {
  const operations = readOperations(context);
  if (operations.some(isWriting)) write(context, operations);
  else read(context, operations);
});

export const BITFIELD_RO = command({
  name: "BITFIELD_RO",
  summary: "Reads integers of any width inside a string.",
  since: "6.0.0",
  group: "bitmap",
  complexity: "O(1) for each operation.",
  arity: -2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "get-block",
      type: "block",
      token: "GET",
      optional: true,
      multiple: true,
      multipleToken: true,
      args: [
        { name: "encoding", type: "string" },
        { name: "offset", type: "integer" },
      ],
    },
  ],
}, (context) => {
  const operations = readOperations(context);
  if (operations.some(isWriting)) {
    throw new ReplyError("ERR BITFIELD_RO only supports the GET subcommand");
  }
  read(context, operations);
});

interface Operation {
  readonly kind: "GET" | "SET" | "INCRBY";
  readonly type: BitFieldType;
  readonly offset: number;
  /** What to set, or to add; 0 for GET. */
  readonly operand: number | bigint;
  readonly overflow: Overflow;
}

function isWriting({ kind }: Operation): boolean {
  return kind !== "GET";
}

function readOperations({ args, server }: Context): Operation[] {
  const operations: Operation[] = [];
  const sizeMax = server.config.values.protoMaxBulkLen;
  let overflow: Overflow = "WRAP";
  for (let i = 2; i < args.count;) {
    const left = args.count - i - 1;
    if (args.is(i, "OVERFLOW") && left >= 1) {
      overflow = readOverflow(args, i + 1);
      i += 2;
      continue;
    }
    const kind = readKind(args, i, left);
    const [typeStart, typeEnd] = [args.start(i + 1), args.end(i + 1)];
    const type = parseBitFieldType(args.bytes, typeStart, typeEnd);
    if (type === 0) throw new ReplyError(INVALID_BIT_FIELD_TYPE);
    const offset = parseBitOffset(args.bytes, args.start(i + 2), args.end(i + 2), type, sizeMax);
    if (offset < 0) throw new ReplyError(INVALID_BIT_OFFSET);
    const operand = kind === "GET" ? 0 : readOperand(args, i + 3);
    operations.push({ kind, type, offset, operand, overflow });
    i += kind === "GET" ? 3 : 4;
  }
  return operations;
}

function readKind(args: Args, i: number, left: number): Operation["kind"] {
  if (args.is(i, "GET") && left >= 2) return "GET";
  if (args.is(i, "SET") && left >= 3) return "SET";
  if (args.is(i, "INCRBY") && left >= 3) return "INCRBY";
  throw syntaxError();
}

function readOverflow(args: Args, i: number): Overflow {
  if (args.is(i, "WRAP")) return "WRAP";
  if (args.is(i, "SAT")) return "SAT";
  if (args.is(i, "FAIL")) return "FAIL";
  throw new ReplyError(INVALID_OVERFLOW);
}

/** An int64, as a number where that is exact. */
function readOperand(args: Args, i: number): number | bigint {
  const n = parseInteger(args.bytes, args.start(i), args.end(i));
  return n === n ? n : args.int64(i);
}

const EMPTY = new Uint8Array(0);

function read(context: Context, operations: readonly Operation[]): void {
  const { reply } = context;
  const entry: Entry | null = readString(context, 1);
  const bytes = entry?.valueBytes ?? EMPTY;
  const start = entry?.valueStart ?? 0;
  const end = entry?.valueEnd ?? 0;
  reply.array(operations.length);
  for (const { offset, type } of operations) {
    replyField(reply, getBitField(bytes, start, end, offset, type));
  }
}

function write(context: Context, operations: readonly Operation[]): void {
  const { reply } = context;
  const length = operations.reduce(
    (most, each) => isWriting(each) ? Math.max(most, bitFieldEnd(each.offset, each.type)) : most,
    0,
  );
  // As in Redis the string grows even if all operations fail in the end.
  const { valueBytes: bytes, valueStart: start, valueEnd: end } = growString(context, length);
  let isChanged = false;
  reply.array(operations.length);
  for (const operation of operations) {
    const { kind, type, offset } = operation;
    const old = getBitField(bytes, start, end, offset, type);
    const result = resultOf(operation, old);
    if (result === null) {
      reply.null();
      continue;
    }
    replyField(reply, kind === "INCRBY" ? result : old);
    if (kind === "GET") continue;
    setBitField(bytes, start, offset, type, result);
    // Since 7.2 a field that is what it was counts as no change, unless the string grew.
    isChanged ||= result !== old || length > lengthBefore;
  }
  if (isChanged) context.changed(1, "string", "setbit");
}

/** A field's value after an operation; null if it would overflow and must not. */
function resultOf(
  { kind, type, operand, overflow }: Operation,
  old: number | bigint,
): number | bigint | null {
  if (kind === "GET") return old;
  if (kind === "SET") return fitBitField(type, operand, overflow);
  return addToBitField(type, old, operand, overflow);
}

function replyField(reply: ReplyWriter, value: number | bigint): void {
  if (typeof value === "number") reply.integer(value);
  else reply.int64(value);
}
