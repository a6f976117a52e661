/** How a text looks while it is typed: colours, the hint behind it, the line below it. */

import type { Look, Span } from "../edit/assistant.ts";
import { PART_SEPARATOR } from "../edit/fitted.ts";
import { type Analysis, Analyst, findOwn, type Subject, type Vocabulary } from "./analyse.ts";
import { syntaxOf } from "./grammar/syntax.ts";
import { readText, type TypedCommand } from "./line.ts";

/** Of a block of many lines, so many before and behind the cursor are looked at. */
const AROUND = 100;

/** Looks at a text in which the cursor is before `text[cursor]`. */
export function lookAt(text: string, cursor: number, vocabulary: Vocabulary): Look {
  const { commands, isOpen } = readText(text, (name) => findOwn(vocabulary.own, name));
  const here = commands.findIndex(({ end }) => end >= cursor);
  const isAtEnd = cursor === text.length;
  const spans: Span[] = [];
  let [hint, status] = ["", ""];
  commands.forEach((line, i) => {
    if (Math.abs(i - (here < 0 ? commands.length : here)) > AROUND) return;
    const { ends, wrongWord, pipe } = line;
    const isEdited = i === commands.length - 1 && pipe < 0;
    const growing = ends.indexOf(cursor);
    const analyst = new Analyst(line, vocabulary, { growing, isOver: !isEdited });
    const analysis = analyst.analyse();
    if (wrongWord >= 0) analyst.kinds[wrongWord] = "error";
    addSpans(line, analyst, spans);
    if (i !== here) return;
    status = wrongWord >= 0 ? "a blank must follow the closing quote" : statusOf(analysis);
    if (isEdited && isAtEnd && wrongWord < 0 && analyst.isWhole) hint = hintOf(text, analysis);
  });
  return { spans, hint, status, isOpen };
}

function addSpans(line: TypedCommand, { kinds }: Analyst, spans: Span[]): void {
  const { starts, ends, pipe, end } = line;
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i];
    if (kind !== undefined) spans.push({ start: starts[i], end: ends[i], kind });
  }
  if (pipe >= 0) spans.push({ start: pipe, end, kind: "pipe" });
}

function hintOf(text: string, { next }: Analysis): string {
  const hint = next.filter((piece) => piece !== "").join(" ");
  return hint === "" || /\s$/.test(text) ? hint : ` ${hint}`;
}

function statusOf({ subject, problem }: Analysis): string {
  return problem?.message ?? (subject === null ? "" : describe(subject));
}

/** A line about a command. */
export function describe(subject: Subject): string {
  if (subject.kind === "own") return sentence(subject.entry.summary);
  if (subject.kind === "prompt") return sentence(subject.word.summary);
  const { facts, name, nameWords } = subject.command;
  const { summary, complexity, since, group, deprecated, subcommands } = facts;
  if (summary === "") {
    const syntax = subcommands === undefined ? syntaxOf(facts, nameWords) : "";
    return `${name} ${syntax}`.trimEnd();
  }
  return [
    shortened(sentence(summary)),
    ...deprecated === undefined ? [] : [deprecation(deprecated)],
    shortComplexity(complexity),
    since === "" ? "" : `since ${since}`,
    group,
  ].filter((part) => part !== "").join(PART_SEPARATOR);
}

function deprecation({ since, replacedBy }: { since: string; replacedBy: string }): string {
  const instead = replacedBy === "" ? "" : `: ${replacedBy}`;
  return `deprecated since ${since}${instead}`;
}

/** With a capital, and without the full stop. */
function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`.replace(/\.$/, "");
}

/** So much of a summary leaves room for the rest of the line; `help` has all of it. */
const SUMMARY_LENGTH = 60;

function shortened(text: string): string {
  if (text.length <= SUMMARY_LENGTH) return text;
  const end = text.lastIndexOf(" ", SUMMARY_LENGTH - 1);
  return `${text.slice(0, end < 0 ? SUMMARY_LENGTH - 1 : end)}…`;
}

/** `O(log(N)+M)`, without what the letters stand for. */
function shortComplexity(text: string): string {
  if (!text.startsWith("O(")) return "";
  let depth = 0;
  for (let i = 1; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return text.slice(0, i + 1);
  }
  return text;
}
