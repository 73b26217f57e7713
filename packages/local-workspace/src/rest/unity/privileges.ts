export * from "../../sql/privileges.ts";
