export { main } from "../../../main/src/main.ts";
