import { writeFileSync } from "node:fs";
import { themeCss } from "./tokens.ts";

writeFileSync(new URL("./tokens.css", import.meta.url), themeCss());
