export { two } from "../../../services/two/src/index.ts";
