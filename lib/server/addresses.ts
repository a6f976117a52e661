/** The addresses that `bind` names, and those that count as this machine. */

/** One word of `bind`. */
export interface BindAddress {
  readonly host: string;
  /** Written `-ADDRESS`: the machine may lack it. */
  readonly isOptional: boolean;
}

export const ANY_V4 = "0.0.0.0";
export const ANY_V6 = "::";

/** Reads the words of `bind`: `*` is every IPv4 address, `::*` every IPv6 address. */
export function bindAddresses(words: readonly string[]): BindAddress[] {
  return words.map((word) => {
    const isOptional = word.startsWith("-");
    const host = isOptional ? word.slice(1) : word;
    return { host: host === "*" ? ANY_V4 : host === "::*" ? ANY_V6 : host, isOptional };
  });
}

/** Whether a peer, given as `host:port` or as the path of a Unix socket, is on this machine. */
export function isLoopback(peer: string): boolean {
  return /^(127\.|\[::1\]:|\[::ffff:127\.|\/)/.test(peer);
}

/** Whether an address to listen on can be reached from this machine only. */
export function isPrivate({ host }: BindAddress): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
