export * from "./assist/help.ts";
