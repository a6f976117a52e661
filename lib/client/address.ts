/** Addresses of servers as people write them. */

import type { Target } from "../runtime/connect.ts";

/** What a URL says. */
export interface ServerUrl {
  readonly target: Target;
  readonly user?: string;
  readonly password?: string;
  readonly db?: number;
  /** `rediss://`: TLS is to be spoken. */
  readonly isTls?: boolean;
}

/** `scheme://[[user]:][password]@][host][:port][/db]`; the host may be `[IPv6]`. */
const URL_PARTS = new RegExp(
  "^(?:redis|valkey)(?<tls>s)?://(?:(?:(?<user>[^:@/]*):)?(?<password>[^@/]*)@)?" +
    "(?<host>\\[[^\\]]*\\]|[^:/@]*)(?::(?<port>\\d+))?(?:/(?<db>\\d*))?$",
  "i",
);

/**
 * Reads `redis[s]://[[user:]password@][host][:port][/db]`, or `unix:///path/to/socket[?db=N]`. As
 * in redis-cli, what stands alone before the `@` is a password. Throws TypeError.
 */
export function parseServerUrl(text: string): ServerUrl {
  if (text.startsWith("unix:///")) return unixUrl(text);
  const parts = URL_PARTS.exec(text)?.groups;
  if (parts === undefined) {
    throw new TypeError(
      `Cannot read the URL ${text}: expected redis[s]://[[user:]password@]host[:port][/db]`,
    );
  }
  const { tls, user, password, host, port, db } = parts;
  return {
    target: {
      host: host.replace(/^\[|\]$/g, "") || "127.0.0.1",
      port: port === undefined ? 6379 : Number(port),
    },
    ...(user && { user: decodeURIComponent(user) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(db && { db: Number(db) }),
    ...(tls && { isTls: true }),
  };
}

function unixUrl(text: string): ServerUrl {
  const [path, query = ""] = text.slice("unix://".length).split("?");
  const db = new URLSearchParams(query).get("db");
  return { target: { path: decodeURIComponent(path) }, ...(db !== null && { db: Number(db) }) };
}

/** `host:port` (`[host]:port` for IPv6) or the path of the socket. */
export function targetName(target: Target): string {
  if ("path" in target) return target.path;
  const { host, port } = target;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
