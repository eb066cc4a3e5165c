/**
 * Spoilt input for everything that reads what strangers write.
 *
 *   node tests/fuzz/run.ts [--what packets,eap,tls,captures,certificates,server] [--rounds N] [--seed S]
 */
import { parseArgs } from "node:util";
import { campaigns, isCampaign } from "./campaigns.ts";

const { values } = parseArgs({
  options: {
    what: { type: "string", default: Object.keys(campaigns).join(",") },
    rounds: { type: "string" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const seed = Number(values.seed);
const wanted = values.what.split(",");
const unknown = wanted.filter((name) => !isCampaign(name));
if (unknown.length > 0 || !Number.isInteger(seed)) {
  console.error(`There is ${Object.keys(campaigns).join(", ")}, and a seed is a whole number.`);
  process.exit(2);
}
process.on("unhandledRejection", (error) => {
  console.error("a rejection that nobody handled", error);
  process.exit(1);
});
for (const name of wanted.filter(isCampaign)) {
  const { usual, run } = campaigns[name];
  const rounds = Number(values.rounds ?? usual);
  const startedMs = performance.now();
  const say = (text: string): void =>
    console.log(`${name} ${((performance.now() - startedMs) / 1000).toFixed(0)} s: ${text}`);
  say(`${rounds} rounds with seed ${seed}`);
  try {
    say(`done: ${await run({ rounds, seed, say })}`);
  } catch (error) {
    console.error(`${name} failed with seed ${seed}:`, error);
    process.exitCode = 1;
  }
}
// What a campaign has started has ended; a database that it made for itself ends with the process.
process.exit();
