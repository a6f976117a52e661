/** Which server the options mean, as whom to go there, and what to say if there is no way. */

import { parseServerUrl, type ServerUrl, targetName } from "../client/address.ts";
import type { Transport } from "../client/client.ts";
import type { Handshake } from "../client/handshake.ts";
import type { Target } from "../runtime/connect.ts";
import { codeOf } from "../runtime/failures.ts";
import type { ReplOptions } from "./options.ts";

/** Where to connect, and the handshake there. */
export type Start = Handshake & { readonly target: Target | Transport };

/** What single options say comes before what the URL says. Throws TypeError if that is wrong. */
export function startOf(options: ReplOptions, defaultPort: number): Start {
  const { host = "127.0.0.1", port = defaultPort, socket, url } = options;
  const { connectTimeoutSeconds = 0, family } = options;
  const parts: Partial<ServerUrl> = url === undefined ? {} : parseServerUrl(url);
  const place = parts.target ?? (socket === undefined ? { host, port, family } : { path: socket });
  const tls = options.tls ?? (parts.isTls ? {} : undefined);
  return {
    target: options.transport ?? { ...place, tls, timeoutMs: connectTimeoutSeconds * 1000 },
    protocol: options.protocol ?? (options.prefersResp3 ? 3 : undefined),
    mayRefuseProtocol: options.prefersResp3,
    name: options.clientName,
    user: options.user ?? parts.user,
    password: options.password ?? parts.password,
    db: options.db ?? parts.db,
  };
}

/** How the prompt calls the server. */
export function nameOf(target: Target | Transport): string {
  if (typeof target === "function") return "embedded";
  return "path" in target ? `redis ${target.path}` : targetName(target);
}

/** There is no connection; the message says why, in one line. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
}

/** Why there is no connection, in one line. */
export function connectProblem(target: Target | Transport, error: unknown): string {
  const { name, message } = error as Error;
  if (name === "TlsError") return `Could not negotiate a TLS connection: ${message}`;
  const place = nameOf(target).replace(/^redis /, "");
  return `Could not connect to Redis at ${place}: ${reasonOf(error)}`;
}

/** The system's reason in the words that redis-cli uses for it. */
function reasonOf(error: unknown): string {
  const known: Record<string, string> = {
    ECONNREFUSED: "Connection refused",
    ECONNRESET: "Connection reset by peer",
    ENOENT: "No such file or directory",
    ENOTFOUND: "Name or service not known",
    EACCES: "Permission denied",
    ETIMEDOUT: "Connection timed out",
    EHOSTUNREACH: "No route to host",
    ENETUNREACH: "Network is unreachable",
  };
  return known[codeOf(error)] ?? (error as Error).message;
}
