export * from "./assist/syntax.ts";
