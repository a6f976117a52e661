export * from "./assist/help.ts";
export * from "./assist/simple.ts";
