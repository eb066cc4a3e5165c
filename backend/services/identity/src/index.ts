export { identity } from "#module";
