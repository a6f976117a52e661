/** A rule that cannot be applied; the message is Redis's reason. */
export class RuleError extends Error {
  override readonly name = "RuleError";
}

export const SYNTAX = "Syntax error";
export const UNKNOWN_COMMAND = "Unknown command or category name in ACL";
export const FIRST_ARG_OF_SUBCOMMAND = "Allowing first-arg of a subcommand is not supported";
export const AFTER_ALL_KEYS = "Adding a pattern after the * pattern (or the 'allkeys' flag) is " +
  "not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns";
export const AFTER_ALL_CHANNELS = "Adding a pattern after the * pattern (or the 'allchannels' " +
  "flag) is not valid and does not have any effect. Try 'resetchannels' to start with an empty " +
  "list of channels";
export const BAD_HASH = "The password hash must be exactly 64 characters and contain only " +
  "lowercase hexadecimal characters";
export const NO_SUCH_PASSWORD =
  "The password you are trying to remove from the user does not exist";
export const DUPLICATE_USER =
  "Duplicate user found. A user can only be defined once in config files";
