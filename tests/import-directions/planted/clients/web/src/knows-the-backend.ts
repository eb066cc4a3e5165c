export { two } from "../../../backend/services/two/src/index.ts";
