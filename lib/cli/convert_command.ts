import type { Command } from "@commander-js/extra-typings";
export function defineConvert(_program: Command): void {}
