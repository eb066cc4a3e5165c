// @ts-expect-error -- the file is missing on purpose
export { nothing } from "./nowhere.ts";
