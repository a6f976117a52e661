/** The two failures of the wire: a request that is wrong, and bytes that are not RESP. */

/** A request cannot be served: answered as `-CODE message`, and the connection goes on. */
export class ReplyError extends Error {
  /** The whole line behind the `-`, code included. */
  readonly line: string;

  constructor(line: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0; // Everyday answers: a stack trace would cost more than the command.
    super(line);
    Error.stackTraceLimit = limit;
    this.line = line;
  }
}

/** The bytes are not RESP: answered as `-ERR Protocol error: …`, and the connection closes. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}
