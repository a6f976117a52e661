/** What Deno lets a program do. Other runtimes allow everything. */

import process from "node:process";

interface Permission {
  readonly name: string;
  readonly variable?: string;
  readonly path?: string;
  readonly kind?: string;
}

interface Permissions {
  querySync(what: Permission): { state: string };
}

/** Whether an environment variable may be read without the person being asked. */
export function mayReadVariable(variable: string): boolean {
  return isGranted({ name: "env", variable });
}

/** Whether a fact about the machine may be known without the person being asked. */
export function mayKnow(kind: "osRelease" | "systemMemoryInfo"): boolean {
  return isGranted({ name: "sys", kind });
}

/** Whether a file may be read without the person being asked. */
export function mayReadFile(path: string): boolean {
  return isGranted({ name: "read", path });
}

/** An environment variable; empty if there is none, or if it may not be read. */
export function variable(name: string): string {
  return (mayReadVariable(name) && process.env[name]) || "";
}

/** Whether a file may be read and written without the person being asked. */
export function mayUseFile(path: string): boolean {
  return mayReadFile(path) && isGranted({ name: "write", path });
}

function isGranted(what: Permission): boolean {
  const { Deno: deno } = globalThis as { Deno?: { permissions?: Permissions } };
  return deno?.permissions === undefined || deno.permissions.querySync(what).state === "granted";
}
