/** Error lines that several commands answer. Clients match on them, so they are Redis's own. */

export const SYNTAX_ERROR = "ERR syntax error";
export const NO_SUCH_KEY = "ERR no such key";
export const SAME_OBJECT = "ERR source and destination objects are the same";
export const DB_OUT_OF_RANGE = "ERR DB index is out of range";
