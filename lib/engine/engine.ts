/**
 * The engine: executes commands for sessions. No sockets, no files, no timers: those who have
 * them call it.
 *
 * A turn is what one read from one client brings: `beginTurn`, `execute` for each command,
 * `endTurn`. The time stands still within a turn, unless a command takes long. Between turns `tick`
 * does what is due: expiry, time-outs, the end of a pause.
 */

import type { CommandDefinition } from "../commands/command.ts";
import type { Context, EffectWord, EventKind } from "../commands/context.ts";
import { findKeys } from "../commands/keys.ts";
import { type Command, CommandTable } from "../commands/table.ts";
import type { Database } from "../keyspace/database.ts";
import type { Keeper } from "../keyspace/environment.ts";
import { evictDownTo } from "../keyspace/eviction.ts";
import { ArenaFullError } from "../memory/arena.ts";
import { type Args, fromLatin1 } from "../resp/args.ts";
import { ReplyError } from "../resp/errors.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import type { Config } from "../state/config/config.ts";
import type { Clock } from "../state/clock.ts";
import type { CommandLog } from "../state/command_log.ts";
import { bucketOf } from "../state/latency_histogram.ts";
import { type Host, Server } from "../state/server.ts";
import { type Peer, Session } from "../state/session.ts";
import type { Goal, Wait } from "../state/waits.ts";
import { ActiveExpiry } from "./active_expiry.ts";
import { isCalm } from "./calm.ts";
import { checkDispatch, isPaused, isPermitted } from "./checks.ts";
import { ClientEviction } from "./client_eviction.ts";
import { LARGE_BYTES, Settings } from "./settings.ts";
import { feedMonitors } from "./monitor.ts";
import { Notifications } from "./notifications.ts";
import { type EffectListener, Propagation } from "./propagation.ts";
import { outputRoom, watchOutputs } from "./output_limits.ts";
import { redacted } from "./redaction.ts";

/** How many quick commands share one measurement of time. */
const SHARED_TIMING = 16;

/** After a command that took so long the time is looked up again. */
const LONG_MICROS = 1000;

/** For how long at a time memory is given back, and how long after. */
const RECLAIM_MICROS = 1000;
const RECLAIM_PAUSE_MS = 1;

/** Everything an engine is made of. */
export interface EngineOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly host: Host;
  readonly commands: readonly CommandDefinition[];
}

export class Engine implements Context {
  readonly server: Server;
  readonly commands: CommandTable;
  /** The hot parameters, as plain fields. */
  readonly settings: Settings;
  readonly clientEviction: ClientEviction;
  readonly #notifications: Notifications;
  readonly #propagation: Propagation = new Propagation();
  /** Whether anybody listens to what is changed; set by `listen`. */
  hasEffectListeners = false;
  /** What `server.dirty` was when all changes up to then were propagated. */
  #propagatedDirty = 0;

  // The context of the command that is being executed.
  args!: Args;
  reply!: ReplyWriter;
  session!: Session;
  db!: Database;
  nowMs = 0;

  /** Microseconds at the last measurement, and the commands executed since. */
  #measured = 0;
  #turnBegan = 0;
  #unmeasured: (Command | null)[] = new Array(SHARED_TIMING).fill(null);
  #unmeasuredCount = 0;
  /** Unix time when the monotonic clock stood at 0; looked up at every tick. */
  #epochMs = 0;
  /** How deep commands are nested: 1 for one that a client sent, 2 within EXEC. */
  #depth = 0;
  #lastCronMs = 0;
  readonly #expiry: ActiveExpiry;
  /** The command that is being executed. */
  #running: Command | null = null;
  /** Whether it has said itself what it changed. */
  #hasEffects = false;
  /** Whether it made its client wait, perhaps once more. */
  #hasBlocked = false;
  /** The wait whose command is being executed again. */
  #retried: Wait | null = null;
  /** Sessions that may go on after this turn. */
  #unparked: Session[] = [];
  #isResuming = false;
  #hasAskedToReclaim = false;
  /** The session whose turn it is, as long as its plain commands need no checks (see `calm.ts`). */
  #calmSession: Session | null = null;
  /** Asks those who have timers to call `takeTurn` in about so many milliseconds. */
  askForTurn: (delayMs: number) => void = () => {};

  constructor({ config, clock, random, host, commands }: EngineOptions) {
    this.commands = new CommandTable(commands);
    this.server = new Server(config, clock, random, host, this.commands);
    this.settings = new Settings(this.server);
    this.#expiry = new ActiveExpiry(this.server, this.settings);
    this.clientEviction = new ClientEviction(this.server, () => this.settings.maxClientMemory);
    this.#notifications = new Notifications(this.server.channels);
    this.#chooseNotifications();
    config.onChange("notify-keyspace-events", () => this.#chooseNotifications());
    config.onEffect("memory", () => this.#limitChanged());
    const { env } = this.server.keyspace;
    env.onExpired = (db, key, start, end) => {
      if (env.keeper !== null) env.keeper.keep(db, key, start, end);
      if (this.hasEffectListeners) this.#propagateLoss(db, key, start, end, "lazyfreeLazyExpire");
      this.#keyIsGone(db, key, start, end, "expired", "expired");
    };
    env.onEvicted = (db, key, start, end) => {
      if (env.keeper !== null) env.keeper.keep(db, key, start, end);
      if (this.hasEffectListeners) this.#propagateLoss(db, key, start, end, "lazyfreeLazyEviction");
      this.#keyIsGone(db, key, start, end, "evicted", "evicted");
    };
    env.onFieldsExpired = (db, key, start, end) => {
      this.#keyIsGone(db, key, start, end, "hash", "hexpired");
    };
    env.onEmptied = (db, key, start, end) => {
      this.#keyIsGone(db, key, start, end, "generic", "del");
    };
    this.#setTime();
  }

  /** Makes a session for a new client. */
  connect(peer: Peer): Session {
    const { server } = this;
    this.#setTime();
    const db = server.keyspace.databases[0];
    const { defaultUser, isOpen } = server.acl;
    const session = new Session(server.nextSessionId(), peer, db, this.nowMs, defaultUser, isOpen);
    server.sessions.set(session.id, session);
    server.stats.connectionsReceived++;
    return session;
  }

  /** Forgets a session whose client is gone. */
  disconnect(session: Session): void {
    const { server } = this;
    server.sessions.delete(session.id);
    server.clientMemory.forget(session);
    server.monitors.delete(session);
    server.channels.clear(session);
    server.tracking.disable(session);
    server.pause.waiting.delete(session);
    server.watches.clear(session);
    if (session.wait !== null) server.waits.remove(session.wait);
    session.transaction = null;
  }

  /** Begins a turn, of this session if it is one's: the time is looked up, once. */
  beginTurn(session: Session | null = null): void {
    this.#measured = this.#turnBegan = this.server.clock.micros();
    this.#setTurnTime();
    this.#calmSession = null;
    if (session === null || !isCalm(this, session)) return;
    this.#calmSession = session;
    this.server.keyspace.env.noTouch = false;
  }

  /**
   * Ends a turn: measures the rest, sends what was written to sessions of others, and lets those
   * who waited for the end of a pause go on if it is over.
   */
  endTurn(): void {
    if (this.#unmeasuredCount > 0) this.#measure();
    if (this.server.waits.hasFilled) this.#serveWaits();
    const { outbox, stats, tracking } = this.server;
    stats.turns++;
    stats.turnMicros += this.#measured - this.#turnBegan;
    if (tracking.isOn) tracking.broadcast();
    outbox.flush();
    const { keyspace, pause } = this.server;
    if (pause.waiting.size > 0 && pause.untilMs <= this.nowMs) this.#endPause();
    if (this.#unparked.length > 0) this.#resumeUnparked();
    if (keyspace.env.isReclaiming && !this.#hasAskedToReclaim) {
      this.#hasAskedToReclaim = true;
      this.askForTurn(RECLAIM_PAUSE_MS);
    }
  }

  /** A turn that `askForTurn` asked for: ends waits whose time is up, gives back some memory. */
  takeTurn(): void {
    this.beginTurn();
    this.#endDueWaits();
    this.#hasAskedToReclaim = false;
    if (this.#expiry.hasMore) this.#expire();
    if (this.server.keyspace.env.isReclaiming) this.#reclaim(RECLAIM_MICROS);
    this.endTurn();
  }

  /** Whether the session has to give a password before anything else. */
  mustAuthenticate(session: Session): boolean {
    return !session.isAuthenticated && !this.server.acl.isOpen;
  }

  /** The time now, not that of the turn: Unix microseconds. */
  unixMicros(): number {
    return this.server.clock.micros() + this.#epochMs * 1000;
  }

  /**
   * Executes a session's command and writes its reply. False if the session is paused: the same
   * command must be given again once it is unparked.
   */
  execute(session: Session, args: Args): boolean {
    const reply = session.reply;
    this.args = args;
    this.reply = reply;
    this.session = session;
    this.db = session.db;
    const found = this.commands.find(args);
    if (session === this.#calmSession) {
      if (found !== undefined && found.isPlain && isPlainRequest(found, args)) {
        this.#runPlain(found, args);
        return true;
      }
      this.#calmSession = null;
    }
    const mark = reply.length;
    const { isMuted } = session;
    const command = checkDispatch(this, found);
    if (command === null) {
      this.#finish(session, mark, isMuted);
      return true;
    }
    if (this.server.pause.untilMs > this.nowMs && isPaused(this, command)) {
      session.isParked = true;
      this.server.pause.waiting.add(session);
      return false;
    }
    const { transaction } = session;
    if (transaction !== null && !runsInsideMulti(command)) {
      // What EXEC is going to refuse anyway need not be kept.
      const isLost = transaction.isBroken || session.isStale;
      if (!isLost) transaction.add(command, args);
      reply.simple("QUEUED");
    } else {
      this.run(command, args);
    }
    this.#finish(session, mark, isMuted);
    if (this.server.waits.hasFilled) this.#serveWaits();
    return true;
  }

  /** `run` for a plain command in a calm turn. */
  #runPlain(command: Command, args: Args): void {
    const { session, reply } = this;
    const mark = reply.length;
    session.lastCommand = command.name;
    session.activeMs = this.nowMs;
    try {
      command.execute!(this);
    } catch (error) {
      this.#replyError(error, mark);
    }
    if (reply.length > mark && reply.bytes[mark] === 0x2d) this.#countFailure(command, mark);
    this.#count(command, args, reply.length - mark, true, this.#measured);
  }

  run(command: Command, args: Args): void {
    const { session, reply, server } = this;
    this.args = args;
    this.db = session.db;
    this.#hasBlocked = false;
    const mark = reply.length;
    const isShared = command.isQuick && this.#depth === 0 && this.settings.sharesTiming &&
      requestBytes(args) < LARGE_BYTES;
    if (!isShared && this.#unmeasuredCount > 0) this.#measure();
    const since = this.#measured;
    this.#propagatedDirty = server.dirty;
    if (this.#depth++ === 0) server.outbox.executing = session;
    const { env } = server.keyspace;
    env.noTouch = session.noTouch && command.name !== "touch";
    if (env.keeper !== null && command.mayReplicate) this.#keep(env.keeper, command, args);
    this.#running = command;
    this.#hasEffects = false;
    try {
      command.execute!(this);
    } catch (error) {
      this.#replyError(error, mark);
    } finally {
      if (--this.#depth === 0) server.outbox.executing = null;
    }
    if (this.hasEffectListeners) this.#propagate(command, args);
    if (reply.length > mark && reply.bytes[mark] === 0x2d) this.#countFailure(command, mark);
    if (session.tracked !== null && command.isRead) this.#remember(command, args);
    if (server.monitors.size > 0 && !command.isHiddenFromMonitor && this.#retried === null) {
      feedMonitors(this, command, args);
    }
    const waiting = this.#hasBlocked ? session.wait : null;
    if (waiting !== null) {
      // It is counted once it gets its reply.
      this.#measured = server.clock.micros();
      waiting.micros += this.#measured - since;
    } else {
      const wait = this.#retried;
      const began = since - (wait?.micros ?? 0);
      this.#count(command, wait?.asked ?? args, reply.length - mark, isShared, began);
    }
  }

  /** What was thrown is replied in the place of all since `mark`, if it is for the client. */
  #replyError(error: unknown, mark: number): void {
    const { reply } = this;
    reply.truncate(mark);
    if (error instanceof ReplyError) reply.error(error.line);
    else if (error instanceof ArenaFullError) reply.error(`OOM ${error.message}`);
    else throw error;
  }

  #countFailure(command: Command, mark: number): void {
    command.failed++;
    this.server.stats.countError(errorLine(this.reply, mark));
  }

  /** Counts a command that was executed, and its time: that since `since`, or its share. */
  #count(
    command: Command,
    args: Args,
    replyBytes: number,
    isShared: boolean,
    since: number,
  ): void {
    this.#countCall(this.session, command);
    if (isShared && replyBytes < LARGE_BYTES) {
      this.#unmeasured[this.#unmeasuredCount++] = command;
      if (this.#unmeasuredCount === SHARED_TIMING) this.#measure();
    } else {
      this.#measureOne(command, args, since, replyBytes);
    }
  }

  #countCall(session: Session, command: Command): void {
    command.calls++;
    this.server.stats.commandsProcessed++;
    session.commandsDone++;
  }

  /** What a command may change is kept before. Its keys may also lie in another database. */
  #keep(keeper: Keeper, { name, soleKey, spec }: Command, args: Args): void {
    const { databases } = this.server.keyspace;
    const { bytes, starts, ends } = args;
    if (soleKey > 0 && name !== "move") {
      return keeper.keep(this.db, bytes, starts[soleKey], ends[soleKey]);
    }
    const isToOthers = name === "move" || name === "copy";
    for (const { index } of findKeys(spec, args)) {
      if (!isToOthers) keeper.keep(this.db, bytes, starts[index], ends[index]);
      else for (const db of databases) keeper.keep(db, bytes, starts[index], ends[index]);
    }
  }

  /** A client with a cache has read keys: it will want to know when they change. */
  #remember({ soleKey, spec }: Command, args: Args): void {
    const { session, server: { tracking } } = this;
    if (!session.tracked!.remembers) return;
    const { bytes, starts, ends } = args;
    if (soleKey > 0) return tracking.remember(session, bytes, starts[soleKey], ends[soleKey]);
    for (const { index } of findKeys(spec, args)) {
      tracking.remember(session, bytes, starts[index], ends[index]);
    }
  }

  get isInTransaction(): boolean {
    return this.#depth > 1;
  }

  changed(i: number, kind: EventKind, event: string): void {
    const { args } = this;
    this.changedKey(this.db, args.bytes, args.starts[i], args.ends[i], kind, event);
  }

  changedKey(
    db: Database,
    key: Uint8Array,
    start: number,
    end: number,
    kind: EventKind,
    event: string,
  ): void {
    this.server.dirty++;
    const { tracking, waits, watches } = this.server;
    if (!watches.isEmpty) watches.touch(db, key, start, end);
    if (tracking.isOn) tracking.invalidate(key, start, end, this.session);
    if (!waits.isEmpty) waits.touch(db, key, start, end);
    if (this.#notifications.isOn) this.#notifications.tell(db, key, start, end, kind, event);
  }

  notify(i: number, kind: EventKind, event: string): void {
    if (!this.#notifications.isOn) return;
    const { args } = this;
    this.#notifications.tell(this.db, args.bytes, args.starts[i], args.ends[i], kind, event);
  }

  block(
    type: number,
    first: number,
    last: number,
    timeoutMs: number,
    mindsLoss = false,
    standIn?: Args,
  ): void {
    if (this.isInTransaction) return this.reply.nullArray();
    this.#hasBlocked = true;
    if (this.#retried !== null) return; // It waits on.
    const asked = this.args.clone();
    const keys = new Set<string>();
    for (let i = first; i <= last; i++) keys.add(asked.text(i));
    this.#park(timeoutMs, {
      args: standIn ?? asked,
      asked,
      type,
      mindsLoss,
      keys: [...keys],
    });
  }

  blockFor(goal: Goal, timeoutMs: number): void {
    if (this.isInTransaction) return goal.answer(this.reply);
    this.#hasBlocked = true;
    const args = this.args.clone();
    this.#park(timeoutMs, { args, asked: args, type: 0, mindsLoss: false, keys: [], goal });
  }

  #park(
    timeoutMs: number,
    wait: Omit<Wait, "session" | "command" | "db" | "deadlineMs" | "micros">,
  ): void {
    const { db, session, server: { waits } } = this;
    // The millisecond in which it begins does not count: most of it may be over.
    const deadlineMs = timeoutMs === 0 ? Infinity : this.nowMs + timeoutMs + 1;
    if (deadlineMs < waits.nextDeadlineMs) this.askForTurn(deadlineMs - this.nowMs);
    waits.add({ ...wait, session, command: this.#running, db, deadlineMs, micros: 0 });
    session.isParked = true;
  }

  /** A turn in which those go on whose goals have been reached. */
  serveGoals(): void {
    const { waits } = this.server;
    if (waits.withGoals.length === 0) return;
    this.beginTurn();
    for (const wait of waits.withGoals) {
      const failure = wait.goal!.failure();
      if (failure !== "" || wait.goal!.isReached()) this.endWait(wait, failure);
    }
    this.endTurn();
  }

  wake(i: number): void {
    const { args, db, server: { waits } } = this;
    if (!waits.isEmpty) waits.touch(db, args.bytes, args.starts[i], args.ends[i]);
  }

  outputRoom(): number {
    return outputRoom(this, this.session);
  }

  endWait(wait: Wait, error: string): void {
    const { asked, session, session: { reply } } = wait;
    const mark = reply.length;
    const command = wait.command as Command;
    if (error !== "") {
      reply.error(error);
      command.failed++;
      this.server.stats.countError(error);
    } else if (wait.goal !== undefined) wait.goal.answer(reply);
    else reply.nullArray();
    this.#countCall(session, command);
    this.#note(session, command, asked, wait.micros, reply.length - mark);
    this.#unpark(wait, mark);
  }

  effect(...words: readonly EffectWord[]): void {
    if (!this.hasEffectListeners) return;
    this.#hasEffects = true;
    this.#propagation.addEffect(this.db.index, this.args, words);
  }

  /** Whether keyspace notifications are on. */
  get notifies(): boolean {
    return this.#notifications.isOn;
  }

  /** Has a listener told of all that is changed from now on, as commands. */
  listen(listener: EffectListener): void {
    this.#propagation.listen(listener);
    this.hasEffectListeners = true;
    this.#chooseFieldLosses();
  }

  /** Has it told no longer. */
  unlisten(listener: EffectListener): void {
    this.#propagation.unlisten(listener);
    this.hasEffectListeners = this.#propagation.isOn;
    this.#chooseFieldLosses();
  }

  /**
   * Loads data: `action` puts it into the databases, by `replay` or on its own. Meanwhile the time is
   * 0, so that nothing expires whose expiry a later command may change.
   */
  load(action: (session: Session) => void): void {
    const { args, reply, session, db, server } = this;
    const { env } = server.keyspace;
    const { lruClock } = env;
    const { defaultUser } = server.acl;
    const loader = new Session(0, NOBODY, server.keyspace.databases[0], 0, defaultUser, true);
    env.setTime(0);
    env.lruClock = lruClock;
    try {
      action(loader);
    } finally {
      Object.assign(this, { args, reply, session, db });
      this.#setTime();
      server.dirty = 0;
    }
  }

  /** Executes a logged command while data are loaded; false if there is no such command. */
  replay(session: Session, args: Args): boolean {
    // A client's command is logged as it was sent, what stands in its place by its own name.
    let command = this.commands.find(args) ?? this.commands.byName(args.text(0));
    if (command?.subcommands && args.count > 1) command = command.subcommands.get(args.word(1));
    if (command?.execute === undefined) return false;
    this.args = args;
    this.reply = session.reply;
    this.session = session;
    this.db = session.db;
    // Whoever logs makes times absolute; a file made by hand may hold others.
    this.nowMs = WITH_RELATIVE_TIMES.has(command.name) ? this.server.clock.nowMs() : 0;
    try {
      command.execute(this);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
    }
    session.reply.clear();
    return true;
  }

  /** Propagates what a command that has just run has changed, if its effects have not said it. */
  #propagate(command: Command, args: Args): void {
    const { dirty } = this.server;
    if (dirty > this.#propagatedDirty && !this.#hasEffects && command.mayReplicate) {
      this.#propagation.addSent(this.db.index, args);
    }
    // What it has changed is told, also for the EXEC around it.
    this.#propagatedDirty = dirty;
    this.#hasEffects = false;
    if (this.#depth === 0) this.#propagation.endUnit();
  }

  /** Propagates that a key went on its own, before the command that met it. */
  #propagateLoss(
    db: Database,
    key: Uint8Array,
    start: number,
    end: number,
    parameter: "lazyfreeLazyExpire" | "lazyfreeLazyEviction",
  ): void {
    const name = this.server.config.values[parameter] ? "UNLINK" : "DEL";
    this.#propagation.addKey(db.index, name, key, start, end);
    if (this.#depth === 0) this.#propagation.endUnit();
  }

  /** Which fields of hashes expire is told only while somebody wants to know. */
  #chooseFieldLosses(): void {
    const { env } = this.server.keyspace;
    env.onFieldGone = !this.hasEffectListeners ? null : (db, key, start, end, field) => {
      this.#propagation.addKey(db.index, "HDEL", key, start, end, field);
      if (this.#depth === 0) this.#propagation.endUnit();
    };
  }

  /** Does what is due between turns. Call it `hz` times a second. */
  tick(): void {
    this.#setTime();
    const { server, settings } = this;
    if (server.isCronPaused || server.isLoading) return;
    this.#measured = this.#turnBegan = server.clock.micros();
    this.#endDueWaits();
    this.#expiry.begin();
    this.#expire();
    if (server.keyspace.env.isReclaiming) this.#reclaim(RECLAIM_MICROS);
    server.stats.peakMemory = Math.max(server.stats.peakMemory, this.#usedBytes);
    if (settings.maxMemory > 0) this.makeRoom();
    if (server.tracking.isOn) server.tracking.limit(settings.trackingKeysMax);
    server.appendOnly?.tick();
    server.snapshots?.tick();
    this.clientEviction.run();
    if (this.nowMs - this.#lastCronMs >= 1000) {
      this.#lastCronMs = this.nowMs;
      server.stats.sampleRates(this.nowMs);
      settings.closeIdle(this);
      watchOutputs(this);
    }
    this.#measured = server.clock.micros();
    this.endTurn();
  }

  /** What counts for `maxmemory`: keys and values, buffers of clients, the table of tracking. */
  get #usedBytes(): number {
    const { clientMemory, keyspace, tracking } = this.server;
    return keyspace.usedBytes + clientMemory.bytes + tracking.usedBytes;
  }

  /**
   * Evicts keys until memory is within `maxmemory`, or for as long as is bearable; false if there
   * is nothing left to evict. During a pause nothing is evicted, and nothing refused.
   */
  makeRoom(): boolean {
    const { settings, server } = this;
    const { keyspace, stats } = server;
    const used = this.#usedBytes;
    if (used > stats.peakMemory) stats.peakMemory = used;
    if (this.server.pause.untilMs > this.nowMs) return true;
    if (used <= settings.maxMemory) {
      if (stats.overLimitSinceMs > 0) {
        stats.overLimitMs += this.nowMs - stats.overLimitSinceMs;
        stats.overLimitSinceMs = 0;
      }
      return true;
    }
    const since = settings.latencyMicros > 0 ? server.clock.micros() : 0;
    let end = 0; // Set at the first look at the clock: most calls evict a key or two.
    const limit = settings.maxMemory - (used - keyspace.usedBytes);
    const hasRoom = evictDownTo(keyspace, limit, settings.eviction, () => {
      const now = server.clock.micros();
      if (end === 0) end = now + settings.evictionMicros;
      return now > end;
    });
    if (since > 0) this.#watchLatency("eviction-cycle", server.clock.micros() - since);
    if (!hasRoom && stats.overLimitSinceMs === 0) stats.overLimitSinceMs = this.nowMs;
    return hasRoom;
  }

  /** Lets those go on whom a pause has made wait. */
  #endPause(): void {
    const { pause } = this.server;
    const waiting = [...pause.waiting];
    pause.end();
    pause.waiting.clear();
    for (const session of waiting) session.isParked = false;
    this.#unparked.push(...waiting);
  }

  /** Lets those go on who need not wait any more: they may have sent more commands meanwhile. */
  #resumeUnparked(): void {
    if (this.#isResuming) return;
    this.#isResuming = true;
    try {
      for (const session of this.#unparked) {
        if (this.server.sessions.has(session.id)) session.peer.resume();
      }
    } finally {
      this.#unparked.length = 0;
      this.#isResuming = false;
    }
  }

  /** Executes again the commands of those who wait for keys that were filled. */
  #serveWaits(): void {
    const { waits } = this.server;
    while (waits.hasFilled) {
      for (const filled of waits.takeFilled()) {
        const key = fromLatin1(filled.key);
        for (const wait of waits.of(filled)) {
          const entry = filled.db.peek(key, 0, key.length);
          if (entry === null && !waits.hasMindful) break; // The others wait on.
          if (entry?.type === wait.type || wait.mindsLoss) this.#retry(wait);
        }
      }
    }
  }

  #retry(wait: Wait): void {
    const { session } = wait;
    const mark = session.reply.length;
    this.session = session;
    this.reply = session.reply;
    this.#retried = wait;
    this.#hasBlocked = false;
    try {
      const command = wait.command as Command;
      if (isPermitted(this, command, wait.args)) this.run(command, wait.args);
    } finally {
      this.#retried = null;
    }
    if (!this.#hasBlocked) this.#unpark(wait, mark);
  }

  /** Ends the waits whose time is up. */
  #endDueWaits(): void {
    const { waits } = this.server;
    if (waits.isEmpty) return;
    for (const wait of waits.due(this.nowMs)) this.endWait(wait, "");
    if (waits.nextDeadlineMs < Infinity) this.askForTurn(waits.nextDeadlineMs - this.nowMs);
  }

  /** A client has what it waited for, or need not wait any more; `mark`: where its reply begins. */
  #unpark(wait: Wait, mark: number): void {
    const { session } = wait;
    this.server.waits.remove(wait);
    session.isParked = false;
    this.#finish(session, mark, session.isMuted);
    this.#unparked.push(session);
  }

  /** Gives back memory of deleted collections for so many microseconds. */
  #reclaim(micros: number): void {
    const { clock, keyspace } = this.server;
    const end = clock.micros() + micros;
    keyspace.reclaim(() => clock.micros() > end);
  }

  /** After CONFIG SET: what is too much goes at once, as far as that is bearable. */
  #limitChanged(): void {
    const { settings: { maxMemory }, server } = this;
    if (maxMemory > 0 && this.#usedBytes > maxMemory) {
      server.host.log(
        "warning",
        `The new maxmemory of ${maxMemory} bytes is less than the ` +
          `${this.#usedBytes} in use: keys are evicted, or writes refused, as ` +
          "maxmemory-policy says",
      );
      this.makeRoom();
    }
    this.clientEviction.run();
  }

  /** A slice of active expiry, unless it is switched off or paused; others may follow. */
  #expire(): void {
    const { activeExpiry, pause } = this.server;
    if (!activeExpiry || pause.untilMs > this.nowMs) return;
    this.#watchLatency("expire-cycle", this.#expiry.run());
    if (this.#expiry.hasMore) this.askForTurn(this.settings.expiryPauseMs);
  }

  /** Tells the latency monitor of what took longer than `latency-monitor-threshold`. */
  #watchLatency(event: string, micros: number): void {
    const { latencyMicros } = this.settings;
    if (latencyMicros === 0 || micros < latencyMicros) return;
    this.server.latency.add(event, this.nowMs, Math.floor(micros / 1000));
  }

  /** The time of the turn is that of the last measurement. */
  #setTurnTime(): void {
    this.nowMs = Math.floor(this.#measured / 1000 + this.#epochMs);
    this.server.keyspace.env.setTime(this.nowMs);
  }

  #setTime(): void {
    const { clock } = this.server;
    this.nowMs = clock.nowMs();
    // Milliseconds are whole, cut off: of the beginnings that they tell, the latest is the truest.
    const epochMs = this.nowMs - clock.micros() / 1000;
    const isNear = Math.abs(epochMs - this.#epochMs) < 1;
    this.#epochMs = isNear ? Math.max(epochMs, this.#epochMs) : epochMs;
    this.server.keyspace.env.setTime(this.nowMs);
  }

  /** After a command: CLIENT REPLY, the session's last activity, what it was told meanwhile. */
  #finish(session: Session, mark: number, wasMuted: boolean): void {
    session.activeMs = this.nowMs;
    if (session.replyMode !== "on") this.#hideReply(session, mark, wasMuted);
    const { tracked } = session;
    if (tracked !== null && session.transaction === null) {
      // CLIENT CACHING is about the next command that is not CLIENT, or about a whole transaction.
      if (!session.lastCommand.startsWith("client|")) tracked.isExceptional = false;
    }
    const { outbox } = this.server;
    if (outbox.hasDeferred) outbox.release();
  }

  /** Who becomes silent within a transaction is sent what its commands had replied before. */
  #hideReply(session: Session, mark: number, wasMuted: boolean): void {
    if (wasMuted && session.isMuted) session.reply.truncate(mark);
    if (session.replyMode === "skip") session.replyMode = "skipping";
    else if (session.replyMode === "skipping") session.replyMode = "on";
  }

  /** A key went or changed on its own: nothing is dirty that nobody wrote, but all others are told. */
  #keyIsGone(
    db: Database,
    key: Uint8Array,
    start: number,
    end: number,
    kind: EventKind,
    event: string,
  ): void {
    const { tracking, waits, watches } = this.server;
    if (!watches.isEmpty) watches.touch(db, key, start, end);
    if (!waits.isEmpty) waits.touch(db, key, start, end);
    if (tracking.isOn) tracking.invalidate(key, start, end, null);
    if (this.#notifications.isOn) this.#notifications.tell(db, key, start, end, kind, event);
  }

  /** `notify-keyspace-events`: what the keyspace itself would tell is listened to only if it counts. */
  #chooseNotifications(): void {
    const notifications = this.#notifications;
    const { config, keyspace: { env } } = this.server;
    notifications.mask = config.values.notifyKeyspaceEvents;
    env.onNew = !notifications.includes("new")
      ? null
      : (db, key, start, end) => notifications.tell(db, key, start, end, "new", "new");
    env.onMiss = !notifications.includes("miss")
      ? null
      : (db, key, start, end) => notifications.tell(db, key, start, end, "miss", "keymiss");
  }

  /** Shares the time since the last measurement among the quick commands executed since. */
  #measure(): void {
    const now = this.server.clock.micros();
    const share = (now - this.#measured) / this.#unmeasuredCount;
    const isTracked = this.settings.tracksLatency;
    const bucket = bucketOf(share);
    for (let i = 0; i < this.#unmeasuredCount; i++) {
      const command = this.#unmeasured[i]!;
      command.micros += share;
      if (isTracked) command.latency.add(bucket);
    }
    this.#measured = now;
    this.#unmeasuredCount = 0;
  }

  /** Measures a command that began at `since`; those within a transaction count for it too. */
  #measureOne(command: Command, args: Args, since: number, replyBytes: number): void {
    const now = this.server.clock.micros();
    const micros = now - since;
    this.#measured = now;
    if (micros >= LONG_MICROS && this.#depth === 0) this.#setTurnTime();
    this.#note(this.session, command, args, micros, replyBytes);
  }

  /** What a command took is added to its time, and logged if it is much. */
  #note(
    session: Session,
    command: Command,
    args: Args,
    micros: number,
    replyBytes: number,
  ): void {
    const { server, settings } = this;
    command.micros += micros;
    if (settings.tracksLatency) command.latency.add(bucketOf(micros));
    if (settings.latencyMicros > 0) this.#watchLatency(command.latencyEvent, micros);
    if (command.isHiddenFromSlowLog) return;
    const { slowLogMicros, largeRequestBytes, largeReplyBytes } = settings;
    const bytes = largeRequestBytes < 0 ? -1 : wireBytes(args);
    if (slowLogMicros >= 0 && micros >= slowLogMicros) {
      this.#log(server.slowLog, settings.slowLogLength, micros, session, command, args);
    }
    if (largeRequestBytes >= 0 && bytes >= largeRequestBytes) {
      this.#log(server.largeRequests, settings.largeRequestsLength, bytes, session, command, args);
    }
    if (largeReplyBytes >= 0 && replyBytes >= largeReplyBytes) {
      const { largeReplies } = server;
      this.#log(largeReplies, settings.largeRepliesLength, replyBytes, session, command, args);
    }
  }

  #log(
    log: CommandLog,
    lengthMax: number,
    amount: number,
    { peer, name }: Session,
    command: Command,
    args: Args,
  ): void {
    log.add(this.nowMs, amount, redacted(command, args), peer.address, name, lengthMax);
  }
}

/** Commands whose times count from now. */
const WITH_RELATIVE_TIMES = new Set([
  ..."expire pexpire setex psetex xclaim xgroup|createconsumer".split(" "),
]);

/** The other end of the session that loads data. */
const NOBODY: Peer = {
  address: "",
  localAddress: "",
  descriptor: -1,
  isLocal: true,
  inputBytes: 0,
  inputRoom: 0,
  outputBytes: 0,
  flush() {},
  resume() {},
  close() {},
};

/** Commands that are executed at once within MULTI. */
const INSIDE_MULTI = new Set(["exec", "discard", "multi", "watch", "quit", "reset"]);

function runsInsideMulti(command: Command): boolean {
  return INSIDE_MULTI.has(command.name);
}

/** Whether a plain command has as many arguments as it wants, and no large ones. */
function isPlainRequest({ arity }: Command, args: Args): boolean {
  return (arity > 0 ? args.count === arity : args.count >= -arity) &&
    requestBytes(args) < LARGE_BYTES;
}

/** About how long a request is. */
function requestBytes({ count, ends, starts }: Args): number {
  return ends[count - 1] - starts[0];
}

/** How long a request is as an array of bulk strings. */
function wireBytes({ count, ends, starts }: Args): number {
  let bytes = headBytes(count);
  for (let i = 0; i < count; i++) {
    const length = ends[i] - starts[i];
    bytes += headBytes(length) + length + 2;
  }
  return bytes;
}

/** The length of `*n\r\n` and of `$n\r\n`. */
function headBytes(n: number): number {
  let bytes = 4;
  for (let limit = 10; limit <= n; limit *= 10) bytes++;
  return bytes;
}

function errorLine(reply: ReplyWriter, mark: number): string {
  let line = "";
  for (let i = mark + 1; i < reply.length && reply.bytes[i] !== 13; i++) {
    line += String.fromCharCode(reply.bytes[i]);
  }
  return line;
}
