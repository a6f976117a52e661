/** What helps a person to write commands. */

export { help, type HelpStyle } from "./help.ts";
export { findOwn } from "./analyse.ts";
export { readText, type TypedCommand, type TypedText } from "./line.ts";
export type { OwnArgumentKind, OwnEntry } from "./own.ts";
export { PromptAssistant, type PromptAssistantOptions } from "./prompt_assistant.ts";
export { type Ask, CommandBook, type FoundCommand } from "./specs/book.ts";
export type { CommandFacts } from "./specs/facts.ts";
