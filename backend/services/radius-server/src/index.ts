export { radiusServer } from "#module";
