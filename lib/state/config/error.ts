/** What can be wrong with a setting: the value alone, or the request that carried it. */

/**
 * A value that a parameter does not take. The message is the bare reason in Redis's words; the
 * one who knows where the value came from (a command, a line of a file) says that around it.
 */
export class BadValue extends Error {
  override readonly name: string = "BadValue";
}

/** A CONFIG SET that failed as a whole. The message is the error reply, its code included. */
export class ConfigError extends Error {
  override readonly name: string = "ConfigError";
}
