export * from "./assist/words.ts";
