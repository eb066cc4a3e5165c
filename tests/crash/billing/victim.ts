import { engineOn } from "./engine.ts";
import { type Made, scenarios } from "./scenarios.ts";

/** The process that dies. It is told what to do twice: once to be warm, on somebody else, and then in earnest. */
const [url = "", name = "", at = ""] = process.argv.slice(2);
const scenario = scenarios.find((one) => one.name === name);
if (!scenario) throw new Error(`${name} is no scenario`);
const { engine } = engineOn(url, () => new Date(at));

process.on("message", ({ who, made }: { who: string; made: Made }) => {
  void scenario.command(engine, who, made).then(
    () => process.send!({ done: true }),
    (error: unknown) => process.send!({ failed: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send!({ ready: true });
