/** What this build calls itself. */

/** The version in `package.json`. */
export const VERSION = "0.1.0";

/** The version of Redis whose behaviour is the reference, as clients ask for it. */
export const REDIS_VERSION = "7.4.0";
