export { inside } from "../../services/two/src/inside.ts";
