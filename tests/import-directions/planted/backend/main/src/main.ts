export { two as main } from "../../services/two/src/index.ts";
