/** What Deno lets a program do. Other runtimes allow everything. */

interface Permissions {
  querySync(what: { name: string; variable?: string; path?: string }): { state: string };
}

/** Whether an environment variable may be read without the person being asked. */
export function mayReadVariable(variable: string): boolean {
  return isGranted({ name: "env", variable });
}

/** Whether a file may be read and written without the person being asked. */
export function mayUseFile(path: string): boolean {
  return isGranted({ name: "read", path }) && isGranted({ name: "write", path });
}

function isGranted(what: Parameters<Permissions["querySync"]>[0]): boolean {
  const { Deno: deno } = globalThis as { Deno?: { permissions?: Permissions } };
  return deno?.permissions === undefined || deno.permissions.querySync(what).state === "granted";
}
