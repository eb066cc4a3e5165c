export { route } from "../transport/route.ts";
