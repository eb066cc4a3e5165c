export { adminApi } from "#module";
