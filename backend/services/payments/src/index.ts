export { payments } from "#module";
