/**
 * The checks before a command is executed, in Redis's order: known, arity, protected,
 * authenticated, allowed in MULTI, permitted to the user, memory, allowed to a monitor. All in one
 * place, for every command.
 */

import { findDenial, noPermission, recordDenial } from "../commands/permissions.ts";
import type { Command } from "../commands/table.ts";
import type { Args } from "../resp/args.ts";
import type { Engine } from "./engine.ts";
import { feedMonitors } from "./monitor.ts";

/**
 * The command to execute, or null when an error has been replied. `command` is what the name names.
 */
export function checkDispatch(engine: Engine, command: Command | undefined): Command | null {
  const { args, session } = engine;
  session.lastCommand = "";
  if (command === undefined) return reject(engine, undefined, unknownCommand(args));
  if (command.subcommands !== null && args.count > 1) {
    const sub = command.subcommands.get(args.word(1));
    if (sub !== undefined) command = sub;
    else {
      const [name, word] = [command.spec.name, args.shown(1, 128)];
      return reject(engine, undefined, `ERR unknown subcommand '${word}'. Try ${name} HELP.`);
    }
  }
  session.lastCommand = command.name;
  const { arity } = command;
  if (
    (arity > 0 ? args.count !== arity : args.count < -arity) || command.execute === undefined
  ) {
    const message = `ERR wrong number of arguments for '${command.name}' command`;
    return reject(engine, command, message);
  }
  if (command.isProtected && !engine.settings.allows(familyOf(command), session)) {
    return reject(engine, command, notAllowed(familyOf(command)));
  }
  if (command.needsAuth && engine.mustAuthenticate(session)) {
    return reject(engine, command, "NOAUTH Authentication required.");
  }
  if (session.transaction !== null && command.isForbiddenInMulti) {
    return reject(engine, command, "ERR Command not allowed inside a transaction");
  }
  if (!isPermitted(engine, command, args)) return null;
  if (engine.settings.maxMemory > 0) {
    const isWithin = engine.makeRoom();
    if (!isWithin && isDeniedWhenFull(engine, command)) {
      const message = "OOM command not allowed when used memory > 'maxmemory'.";
      return reject(engine, command, message);
    }
  }
  const { appendOnly, snapshots, tracking } = engine.server;
  if (snapshots !== null && snapshots.stopsWrites && needsDisk(engine, command)) {
    return reject(engine, command, UNABLE_TO_SAVE);
  }
  if (appendOnly !== null && appendOnly.failure !== "" && needsDisk(engine, command)) {
    const message = `MISCONF Errors writing to the AOF file: ${appendOnly.failure}`;
    return reject(engine, command, message);
  }
  if (tracking.isOn) tracking.limit(engine.settings.trackingKeysMax);
  if (
    session.subscriptions !== null && session.reply.protocol === 2 && !isForSubscribers(command)
  ) {
    const message = `ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / ` +
      "(P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
    return reject(engine, command, message);
  }
  if (engine.server.isLoading && !command.runsWhileLoading) {
    return reject(engine, command, "LOADING Redis is loading the dataset in memory");
  }
  if (session.isMonitor && (command.isRead || command.mayReplicate)) {
    return reject(engine, command, "ERR Replica can't interact with the keyspace");
  }
  return command;
}

/** Whether the user may run this; if not, that is the reply. */
export function isPermitted(engine: Engine, command: Command, args: Args): boolean {
  const { session: { user } } = engine;
  if (user.isUnrestricted) return true;
  const denial = findDenial(user, command, args);
  if (denial === null) return true;
  recordDenial(engine, denial.reason, denial.object);
  reject(engine, command, noPermission(user, denial));
  return false;
}

/** Whether CLIENT PAUSE holds back this command, which has passed the checks. */
export function isPaused({ server, session }: Engine, command: Command): boolean {
  if (session.isMonitor) return false;
  if (server.pause.isForAll) return true;
  if (command.name !== "exec") return command.mayReplicate;
  const queue = session.transaction?.queue ?? [];
  return queue.some((queued) => (queued.command as Command).mayReplicate);
}

const UNABLE_TO_SAVE =
  "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to " +
  "disk. Commands that may modify the data set are disabled, because this instance is configured " +
  "to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). " +
  "Please check the Redis logs for details about the RDB error.";

/** Whether a command is refused while changes cannot be written to the disk. */
function needsDisk({ session }: Engine, { isWrite, name }: Command): boolean {
  if (name !== "exec") return isWrite || name === "ping";
  return (session.transaction?.queue ?? []).some(({ command }) => (command as Command).isWrite);
}

const FOR_SUBSCRIBERS = new Set([
  "ping",
  "psubscribe",
  "punsubscribe",
  "quit",
  "reset",
  "ssubscribe",
  "subscribe",
  "sunsubscribe",
  "unsubscribe",
]);

/** Whether a client that subscribes to something may send this in RESP2, where it hears messages. */
function isForSubscribers({ name }: Command): boolean {
  return FOR_SUBSCRIBERS.has(name);
}

/** Replies an error that keeps a command from being executed, or an open transaction from EXEC. */
function reject(engine: Engine, command: Command | undefined, line: string): null {
  const { session, server } = engine;
  if (session.transaction !== null) session.transaction.isBroken = true;
  if (command !== undefined) command.rejected++;
  if (command?.name === "exec") {
    session.transaction = null;
    server.watches.clear(session);
    line = `EXECABORT Transaction discarded because of: ${line.replace(/^ERR /, "")}`;
  }
  server.stats.countError(line);
  engine.reply.error(line);
  if (command?.name === "exec" && server.monitors.size > 0) {
    feedMonitors(engine, command, engine.args);
  }
  return null;
}

function unknownCommand(args: Args): string {
  const name = args.shown(0, 128);
  let rest = "";
  for (let i = 1; i < args.count && rest.length < 128; i++) {
    rest += `'${args.shown(i, 128 - rest.length)}' `;
  }
  return `ERR unknown command '${name}', with args beginning with: ${rest}`;
}

function familyOf(command: Command): string {
  return (command.parent ?? command).spec.name;
}

function notAllowed(name: string): string {
  return `ERR ${name} command not allowed. If the enable-${name.toLowerCase()}-command option ` +
    `is set to "local", you can run it from a local connection, otherwise you need to set this ` +
    `option in the configuration file, and then restart the server.`;
}

/** Whether a command must wait for memory: it needs some, or is EXEC and one of those queued does. */
function isDeniedWhenFull({ session }: Engine, { name, deniesOom }: Command): boolean {
  if (name !== "exec" || session.transaction === null) return deniesOom;
  return session.transaction.queue.some((queued) => (queued.command as Command).deniesOom);
}
