export { inside } from "../../two/src/inside.ts";
