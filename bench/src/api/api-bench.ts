import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, Case } from "#bench";
import { startBare } from "#api/bare-server";
import { requests, type Request } from "#api/requests";
import { seed } from "#api/seed";
import { startWholeInstallation } from "#api/whole-installation";
import { httpSide, type HttpServer } from "#api/http-side";
import { median } from "#radius/figures";
import type { Measured } from "#ledger/closed-loop";
import type { Side } from "#ledger/side";
import { benchFolder } from "#radius/bench-folder";

const callers = 64;
const goal = 0.7;

/** The public API of a whole installation, and the least that could answer the same on the same database. */
export const apiBench: Bench = {
  about: "the five hottest reads and the top-up, against a bare Fastify with the same queries",
  async run({ quick, say, started }) {
    const folder = await benchFolder("api");
    started.defer(() => rm(folder, { recursive: true, force: true }));
    say("starting an installation as ./beacom up does");
    const installation = await startWholeInstallation({ folder: join(folder, "data"), started });
    say("filling it");
    const people = await seed(installation, { people: callers, others: quick ? 200 : 2_000 });
    const bare = await startBare({ installation, started });
    const servers = { beacom: installation.gateway, bare: bare.url };
    const load = quick ? { seconds: 1, warmupSeconds: 0.5 } : { seconds: 5, warmupSeconds: 2 };
    const figures = new Map<string, Measured[]>();
    for (let round = 1; round <= (quick ? 1 : 3); round++) {
      for (const [request, server, side] of inTurn(servers, people, round)) {
        const measured = await side.measure({ callers, ...load });
        const name = nameOf(request, server);
        figures.set(name, [...(figures.get(name) ?? []), measured]);
        say(`  ${round} ${name}: ${Math.round(measured.rate)}/s, p99 ${measured.p99Ms.toFixed(1)} ms`);
      }
    }
    return { settings, cases: requests.map((request) => caseOf(request, figures)) };
  },
};

function inTurn(
  servers: Readonly<Record<HttpServer, string>>,
  people: Parameters<typeof httpSide>[0]["people"],
  round: number,
): [Request, HttpServer, Side][] {
  const all = requests.flatMap((request): [Request, HttpServer, Side][] =>
    (["bare", "beacom"] as const).map((server) => [
      request,
      server,
      httpSide({ request, server, url: servers[server], people }),
    ]),
  );
  return round % 2 === 1 ? all : all.toReversed();
}

function caseOf(request: Request, figures: ReadonlyMap<string, Measured[]>): Case {
  const of = (server: HttpServer) => {
    const measured = figures.get(nameOf(request, server))!;
    return { rate: median(measured.map(({ rate }) => rate)), p99Ms: median(measured.map(({ p99Ms }) => p99Ms)) };
  };
  const [ours, theirs] = [of("beacom"), of("bare")];
  return {
    case: `${request.name}, ${callers} connections`,
    unit: "requests/s",
    beacom: Math.round(ours.rate),
    peer: Math.round(theirs.rate),
    ratio: Number((ours.rate / theirs.rate).toFixed(2)),
    goal,
    lost: 0,
    details: { beacomP99Ms: Number(ours.p99Ms.toFixed(1)), peerP99Ms: Number(theirs.p99Ms.toFixed(1)) },
  };
}

const nameOf = ({ name }: Request, server: HttpServer) => `${name}, ${server}`;

const settings = [
  "Beacom: an installation as ./beacom up starts it (all services in one process, radius-server in another): access token (EdDSA), rate limit, schemas of request and answer, calls between services",
  "peer: Fastify 5 without any of that, in a process of its own, with the same driver, ten connections and the same statements on the same tables; it believes whoever says who is asking; answers are made with JSON.stringify",
  "both on the same PostgreSQL as ./beacom up starts it; the top-up asks the same payment provider's sandbox on both sides; the load comes from this process (undici, a connection for each caller)",
].join("\n");
