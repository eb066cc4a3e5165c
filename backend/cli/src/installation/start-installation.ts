import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "#console/steps";
import { prepareCertificates } from "#installation/certificates";
import { type DataFolder, makeDataFolder, repository, takeLock } from "#installation/data-folder";
import { migrateAll, type SupervisedDatabase, superviseDatabase } from "#installation/database";
import { type DemoOperator, seedDemo } from "#installation/demo-operator";
import { coreEnvironment, paystackEnvironment, radiusEnvironment, radiusOpsPort } from "#installation/environment";
import { buildPortal, portalIsThere } from "#installation/portal";
import { type Ports, refuseBusyPorts } from "#installation/ports";
import { identityOf } from "#installation/process-identity";
import { type Check, listens, readyz, waitUntilReady } from "#installation/readiness";
import { clearState, endLeftovers, writeState } from "#installation/run-state";
import { openSecrets, type Secrets } from "#installation/secrets";
import { cliCertificate, connectTo, type ServicePeers } from "#installation/service-peers";
import { coreProcess, radiusProcess, serviceDatabases } from "#installation/services";
import { type SupervisedProcess, superviseProcess } from "#installation/supervised-process";

export type Installation = {
  folder: DataFolder;
  ports: Ports;
  publicUrl: string;
  secrets: Secrets;
  peers: ServicePeers;
  demo: DemoOperator;
  processIds(): Readonly<Record<string, number | undefined>>;
  stop(report?: (note: string) => void): Promise<void>;
};

export type StartOptions = {
  folder: DataFolder;
  ports: Ports;
  bind?: string;
  portal?: boolean;
  /** So many processes of radius-server share the routers' ports; 1 unless given. */
  radiusProcesses?: number;
  /** Told each line of each process's log. */
  onLine?: (process: string, line: string) => void;
  onDeath?: (death: { name: string; how: string; againInMs: number }) => void;
  signal?: AbortSignal;
};

/** The start as steps, so that the caller decides how they are shown. When one fails, everything that was started is stopped. */
export function startInstallation(options: StartOptions): {
  steps: Step[];
  installation(): Installation;
  abandon(): Promise<void>;
} {
  const { folder, ports, signal } = options;
  // Behind a proxy with TLS, browsers reach the gateway under another name: cookies and payment pages need that one.
  const publicUrl = process.env["BEACOM_PUBLIC_URL"] ?? `http://localhost:${ports.gateway}`;
  const since = new Date().toISOString();
  const undo: (() => Promise<void> | void)[] = [];
  const processes: SupervisedProcess[] = [];
  let database: SupervisedDatabase | undefined;
  let secrets: Secrets;
  let peers: ServicePeers;
  let demo: DemoOperator;
  let ready = false;
  let stopped: Promise<void> | undefined;

  const note = () => {
    if (stopped) return;
    const running = [
      ...(database ? [{ name: "postgres", identity: database.identity(), restarts: database.restarts() }] : []),
      ...processes.map((one) => ({ name: one.name, identity: one.identity(), restarts: one.restarts() })),
    ];
    const state = {
      supervisor: identityOf(process.pid)!,
      since,
      ready,
      ports,
      bind: options.bind ?? "127.0.0.1",
      publicUrl,
      processes: running.flatMap(({ name, identity, restarts }) => (identity ? [{ name, ...identity, restarts }] : [])),
    };
    try {
      writeState(folder, state);
    } catch {
      // A full disk: an old state misleads `status` for a while, a supervisor that ends stops everything.
    }
  };

  const stop = (report: (what: string) => void = () => undefined): Promise<void> => {
    stopped ??= (async () => {
      // The sandbox and the services first, side by side; PostgreSQL when nobody writes any more.
      report("services");
      await Promise.all(processes.map((one) => one.stop()));
      report("PostgreSQL");
      for (const step of undo.toReversed()) await step();
    })();
    return stopped;
  };

  function launch(name: string, script: string, env: Record<string, string>): SupervisedProcess {
    const started = superviseProcess({
      name,
      script: join(repository, script),
      env,
      logFile: logFileOf(name),
      onLine: (line) => options.onLine?.(name, line),
      onChange: note,
      ...(options.onDeath ? { onDeath: options.onDeath } : {}),
    });
    processes.push(started);
    note();
    return started;
  }

  const logFileOf = (name: string) => join(folder.logs, `${name}.log`);

  async function launchAndWait(
    name: string,
    script: string,
    env: Record<string, string>,
    check: Check,
    report: (note: string) => void,
  ) {
    const started = launch(name, script, env);
    await waitUntilReady({ process: started, check, logFile: logFileOf(name), report, ...(signal ? { signal } : {}) });
  }

  const environment = () => ({
    folder,
    secrets,
    ports,
    adminUrl: database!.adminUrl,
    publicUrl,
    bind: options.bind ?? "127.0.0.1",
  });
  const main = "backend/main/src/main.ts";

  const steps: Step[] = [
    {
      title: "Data folder",
      async run(report) {
        makeDataFolder(folder);
        const lock = takeLock(folder);
        undo.push(
          () => lock.release(),
          () => clearState(folder),
        );
        report("ending what an earlier run left behind");
        const left = await endLeftovers(folder);
        await refuseBusyPorts(ports);
        secrets = openSecrets(
          folder,
          (await serviceDatabases()).map(({ schema }) => schema),
        );
        await prepareCertificates(folder, [coreProcess, radiusProcess, cliCertificate], new Date());
        peers = connectTo({ folder, secrets, ports });
        return left.length > 0 ? `${folder.path}, ended after a crash: ${left.join(", ")}` : folder.path;
      },
    },
    {
      title: "PostgreSQL",
      async run(report) {
        report("starting");
        database = await superviseDatabase({
          folder,
          secrets,
          port: ports.postgres,
          onChange: note,
          ...(options.onDeath ? { onDeath: options.onDeath } : {}),
        });
        undo.push(() => database!.stop());
        note();
        return `port ${ports.postgres}`;
      },
    },
    {
      title: "Migrations",
      async run(report) {
        const applied = await migrateAll({
          adminUrl: database!.adminUrl,
          databases: await serviceDatabases(),
          secrets,
          report,
        });
        return applied.length === 0 ? "nothing to do" : `${applied.length} applied`;
      },
    },
    {
      title: "Portal",
      skip: () => (options.portal === false ? "not wanted" : portalIsThere() ? undefined : "its sources are not here"),
      run: buildPortal,
    },
    {
      title: "Services",
      async run(report) {
        const env = environment();
        const sandbox = "sandboxes/paystack/src/main.ts";
        await Promise.all([
          existsSync(join(repository, sandbox))
            ? launchAndWait("paystack-sandbox", sandbox, paystackEnvironment(env), listens(ports.paystack), report)
            : undefined,
          launchAndWait(coreProcess, main, await coreEnvironment(env), readyz(ports.coreOps), (why) =>
            report(`${coreProcess} ${why}`),
          ),
          ...Array.from({ length: options.radiusProcesses ?? 1 }, async (_, place) => {
            const name = place === 0 ? radiusProcess : `${radiusProcess}-${place + 1}`;
            const ready = readyz(radiusOpsPort(ports, place));
            return launchAndWait(name, main, await radiusEnvironment(env, place), ready, (why) =>
              report(`${name} ${why}`),
            );
          }),
        ]);
        return `${processes.length} processes`;
      },
    },
    {
      title: "Demo operator",
      async run() {
        demo = await seedDemo({ folder, secrets, ports, peers });
        ready = true;
        note();
      },
    },
  ];

  return {
    steps: steps.map((step) => ({
      ...step,
      run: async (report) => {
        signal?.throwIfAborted();
        return step.run(report);
      },
    })),
    abandon: () => stop(),
    installation: () => ({
      folder,
      ports,
      publicUrl,
      secrets,
      peers,
      demo,
      processIds: () =>
        Object.fromEntries([
          ["postgres", database?.identity()?.pid],
          ...processes.map((one) => [one.name, one.identity()?.pid]),
        ]),
      stop,
    }),
  };
}
