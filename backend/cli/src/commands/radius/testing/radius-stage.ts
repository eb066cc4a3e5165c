import { stripVTControlCharacters } from "node:util";
import { Writable } from "node:stream";
import { catalogue } from "@beacom/main";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { type ImportedSubscriberSchema, RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { openLog, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RadiusHere } from "#commands/radius/here";
import { withRemedies } from "#commands/radius/refusals";
import { type FakeTerminal, fakeTerminal } from "#commands/radius/testing/fake-terminal";
import { Problem } from "#console/problem";

export type Said = { output: string; aside: string; failed: boolean };
export type RadiusStage = Awaited<ReturnType<typeof openRadiusStage>>;

/** A real radius-server on free ports whose peers are down, and the commands run against it as somebody would type them. */
export async function openRadiusStage() {
  const module = await catalogue["radius-server"]!.load();
  const database = await testDatabase(module.database!);
  const lines: Record<string, unknown>[] = [];
  const nobody = "http://127.0.0.1:9";
  const services = await startServices(
    {
      here: [module],
      elsewhere: { [IdentityEvents.typeName]: nobody, [BillingEvents.typeName]: nobody },
      runtime: { logLevel: "info", internalKey: Buffer.alloc(32, 9) },
      log: openLog({ level: "info", destination: linesInto(lines) }),
    },
    {
      RADIUS_DATABASE_URL: database.url,
      RADIUS_SEALING_KEY: Buffer.alloc(32, 7).toString("base64"),
      RADIUS_BIND: "127.0.0.1",
      RADIUS_AUTH_PORT: "0",
      RADIUS_ACCT_PORT: "0",
      RADIUS_RADSEC_PORT: "0",
    },
  );
  const { authPort = 0, acctPort = 0 } = lines.find(({ msg }) => msg === "radius listening") as Record<string, number>;
  const radius = services.peers.client(RadiusService);
  const admin = services.peers.client(RadiusAdminService);

  const hereWith = (terminal: FakeTerminal): RadiusHere => ({
    radius,
    admin,
    server: { address: "127.0.0.1", authPort, acctPort },
    terminal,
  });

  /** Runs a command to its end; a problem that it names is thrown. */
  async function run<Given extends unknown[]>(
    command: (here: RadiusHere, ...given: Given) => Promise<void>,
    ...given: Given
  ): Promise<Said> {
    return runAt(fakeTerminal(), command, ...given);
  }

  async function runAt<Given extends unknown[]>(
    terminal: FakeTerminal,
    command: (here: RadiusHere, ...given: Given) => Promise<void>,
    ...given: Given
  ): Promise<Said> {
    const here = hereWith(terminal);
    await withRemedies(here, () => command(here, ...given));
    return {
      output: stripVTControlCharacters(terminal.said().join("\n")),
      aside: stripVTControlCharacters(terminal.besides().join("\n")),
      failed: terminal.failed(),
    };
  }

  /** What was written is in the server's memory; it tells so only to whoever names a router. */
  async function known(username: string): Promise<void> {
    const name = "on-stage";
    await radius.putNas({ name, address: "192.0.2.1", secret: "a-secret-of-16-or-more", vendor: "standard" });
    await eventually(async () => {
      const { customerId } = await admin.explainAccess({ who: username, nas: name });
      if (customerId === "") throw new Error(`${username} is not known yet`);
    });
    await radius.removeNas({ name });
  }

  return {
    radius,
    admin,
    ports: { authPort, acctPort },
    sql: database.sql,
    run,
    runAt,
    /** What somebody would read who typed this and was wrong. */
    async problem<Given extends unknown[]>(
      command: (here: RadiusHere, ...given: Given) => Promise<void>,
      ...given: Given
    ): Promise<string> {
      try {
        await run(command, ...given);
      } catch (error) {
        if (error instanceof Problem) return [error.message, ...error.remedies].join("\n");
        throw error;
      }
      throw new Error("nothing was wrong");
    },
    /** Somebody in full service. */
    async addSubscriber(subscriber: MessageInitShape<typeof ImportedSubscriberSchema>): Promise<string> {
      const rate = { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n };
      const { outcomes } = await admin.importSubscribers({ subscribers: [{ ...rate, ...subscriber }] });
      const [outcome] = outcomes;
      if (outcome === undefined || outcome.customerId === "") throw new Error(JSON.stringify(outcome));
      await known(outcome.username);
      return outcome.customerId;
    },
    async close() {
      await services.close();
      await database.close();
    },
  };
}

const linesInto = (lines: Record<string, unknown>[]): Writable =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
