/** URLs of servers for other eyes. */

/** A URL as it may be shown. What stands alone before `@` is a password, too. */
export function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/)([^/:@]*:)?[^/@]*@/, "$1$2***@");
}
