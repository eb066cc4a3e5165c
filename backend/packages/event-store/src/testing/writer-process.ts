import { setTimeout as pause } from "node:timers/promises";
import { message } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { openEventStore } from "#event-store";
import { projectTally } from "#testing/tally";

/**
 * A process that appends until it is told to stop (its input ends) or is killed, and says each key as soon as it is acknowledged. Each command writes to a
 * stream of its own caller and to one that all processes write to, tells others of it, and now and then cannot be projected.
 */
const [url = "", name = "", callers = "0"] = process.argv.slice(2);
const sql = connect(url, { max: 4, name });
const store = openEventStore({ sql, project: projectTally });
let stopping = false;
process.stdin.on("end", () => (stopping = true)).resume();

await Promise.all(Array.from({ length: Number(callers) }, (_, caller) => run(caller)));
await store.close();
await sql.end();

async function run(caller: number): Promise<void> {
  const own = `${name}/${caller}`;
  const shared = `shared/${caller % 50}`;
  let [ownVersion, sharedVersion] = [0, 0];
  for (let n = 0; !stopping; n++) {
    const commandKey = `${own}:${n}`;
    const poisoned = (7 * caller + n) % 199 === 198;
    const events = [{ type: "Counted", data: { commandKey, poisoned }, at: new Date() }];
    for (let done = false; !done; ) {
      const answer = await store
        .append({
          commandKey,
          writes: [
            { stream: own, expectedVersion: ownVersion, events: [...events, ...events] },
            { stream: shared, expectedVersion: sharedVersion, events },
          ],
          outbox: [message(CustomerVerifiedSchema, commandKey, { customerId: commandKey }, new Date())],
        })
        .catch((error: unknown) => {
          if (!poisoned) throw error;
          return undefined;
        });
      if (answer?.ok) {
        ownVersion += 2;
        sharedVersion++;
        process.stdout.write(`${commandKey}\n`);
      } else if (answer) {
        if (answer.error.kind === "command-repeated") throw new Error(`${commandKey} was refused as a repeat`);
        // Others wrote to it. A moment later they are not all in the way again.
        sharedVersion += (await store.read(shared, sharedVersion)).length;
        await pause(Math.random() * 5);
        continue;
      }
      done = true;
    }
  }
}
