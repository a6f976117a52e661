/**
 * A text that is being edited: its cursor, what was done to it, and what was cut out of it.
 *
 * It is pure: keys and screens are others' matter. Indices are UTF-16 units; the cursor stands
 * between two characters as people see them, or at an end.
 */

import { boundary, columnOf, vertical } from "./motions.ts";

interface State {
  readonly text: string;
  readonly cursor: number;
}

const STATES_MAX = 1000;
const KILLS_MAX = 60;

/** What was cut out, the newest first. It outlives the line. */
export class KillRing {
  readonly #texts: string[] = [];

  /** The `index`th newest text, round and round; empty if there is none. */
  at(index: number): string {
    return this.#texts[index % this.#texts.length] ?? "";
  }

  push(text: string): void {
    if (text === "") return;
    this.#texts.unshift(text);
    this.#texts.splice(KILLS_MAX);
  }

  /** Adds to the newest text what was cut right behind or before it. */
  extend(text: string, isBehind: boolean): void {
    if (this.#texts.length === 0) return this.push(text);
    this.#texts[0] = isBehind ? this.#texts[0] + text : text + this.#texts[0];
  }
}

export class EditBuffer {
  readonly kills: KillRing;
  #text = "";
  #cursor = 0;
  #undo: State[] = [];
  #redo: State[] = [];
  /** The column that moving from line to line keeps to; null while nobody does. */
  #goal: number | null = null;
  /** Where typing would go on, so that it is undone together with what came before; else -1. */
  #typingEnd = -1;
  /** Whether all that is done until `endGroup` is undone at once. */
  #isGrouping = false;
  #isGroupBegun = false;

  constructor(kills: KillRing = new KillRing()) {
    this.kills = kills;
  }

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get isAtEnd(): boolean {
    return this.#cursor === this.#text.length;
  }

  /** Begins anew with a text; what was done before cannot be undone. */
  load(text: string, cursor: number = text.length): void {
    this.#text = text;
    this.moveTo(cursor);
    this.#undo = [];
    this.#redo = [];
    this.#typingEnd = -1;
    this.#isGroupBegun = false;
  }

  moveTo(cursor: number): void {
    this.#cursor = boundary(this.#text, cursor);
    this.#goal = null;
  }

  /** Moves down (or up, if negative) by so many lines; false if there are not as many. */
  moveLines(lines: number): boolean {
    const goal = this.#goal ?? columnOf(this.#text, this.#cursor);
    const place = vertical(this.#text, this.#cursor, lines, goal);
    if (place === null) return false;
    this.moveTo(place);
    this.#goal = goal;
    return true;
  }

  /** Puts a text in place of `[start, end)`, and the cursor behind it or where it is told to be. */
  replace(start: number, end: number, text: string, cursor: number = start + text.length): void {
    if (start === end && text === "") return this.moveTo(cursor);
    this.#remember();
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    this.moveTo(cursor);
  }

  /** Inserts at the cursor. */
  insert(text: string): void {
    this.replace(this.#cursor, this.#cursor, text);
  }

  /** Inserts what is typed: it is undone word by word. */
  type(text: string): void {
    if (text === "") return;
    const isNewWord = /\s/.test(this.#text[this.#cursor - 1] ?? "") && !/\s/.test(text);
    if (this.#typingEnd !== this.#cursor || isNewWord) this.insert(text);
    else {
      const cursor = this.#cursor + text.length;
      this.#text = this.#text.slice(0, this.#cursor) + text + this.#text.slice(this.#cursor);
      this.moveTo(cursor);
    }
    this.#typingEnd = this.#cursor;
  }

  /** Removes `[start, end)`; the cursor stays with its character, or goes to `start`. */
  remove(start: number, end: number): void {
    const { cursor } = this;
    const kept = cursor <= start ? cursor : cursor >= end ? cursor - (end - start) : start;
    this.replace(start, end, "", kept);
  }

  /** Removes and keeps for `yank`; `joins` says that this goes on with the text cut last. */
  kill(start: number, end: number, joins: "before" | "behind" | null = null): void {
    const text = this.#text.slice(start, end);
    if (joins === null) this.kills.push(text);
    else this.kills.extend(text, joins === "behind");
    this.remove(start, end);
  }

  /** Takes the last change back; false if there is none. */
  undo(): boolean {
    return this.#step(this.#undo, this.#redo);
  }

  /** Does again what was taken back; false if nothing was. */
  redo(): boolean {
    return this.#step(this.#redo, this.#undo);
  }

  /** All changes from here to `endGroup` are undone at once. */
  beginGroup(): void {
    this.#isGrouping = true;
    this.#isGroupBegun = false;
  }

  endGroup(): void {
    this.#isGrouping = false;
    this.#typingEnd = -1;
  }

  #step(from: State[], to: State[]): boolean {
    const state = from.pop();
    if (state === undefined) return false;
    to.push({ text: this.#text, cursor: this.#cursor });
    this.#text = state.text;
    this.moveTo(state.cursor);
    this.#typingEnd = -1;
    this.#isGroupBegun = false;
    return true;
  }

  #remember(): void {
    this.#typingEnd = -1;
    this.#redo = [];
    if (this.#isGrouping && this.#isGroupBegun) return;
    this.#isGroupBegun = true;
    this.#undo.push({ text: this.#text, cursor: this.#cursor });
    if (this.#undo.length > STATES_MAX) this.#undo.shift();
  }
}
