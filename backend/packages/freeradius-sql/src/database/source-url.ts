import { ok, type Result, refuse } from "@beacom/result";
import { type SourceRefusal, sourceRefusal } from "#database/source-refusal";

export type SourceAddress = {
  readonly dialect: "postgresql" | "mysql";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** "require" encrypts to whoever answers, "verify" only to a certificate that a known authority signed. */
  readonly tls: "off" | "require" | "verify";
  /** Of MySQL alone. */
  readonly socketPath?: string;
};

/**
 * `postgres://user:password@host/radius` or `mysql://…` (also `mariadb://`), with `?sslmode=require` or `verify-full`, and for
 * MySQL `?socket=/run/mysqld/mysqld.sock`. Other parameters are refused: a driver would take them for settings of its own.
 */
export function readSourceUrl(text: string): Result<SourceAddress, SourceRefusal> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return badUrl("is no URL");
  }
  const parts = [url.pathname.slice(1), url.username, url.password].map(decoded);
  const [database, user, password] = parts;
  if (database === undefined || user === undefined || password === undefined) {
    return badUrl("has a % that stands for no character");
  }
  const dialect = dialects.get(url.protocol);
  if (dialect === undefined) return badUrl("begins with neither postgres:// nor mysql:// nor mariadb://");
  if (database === "" || database.includes("/")) return badUrl("names no database behind the host");
  if (user === "") return badUrl("names no user before the host");
  const { sslmode = "disable", socket, ...others } = Object.fromEntries(url.searchParams);
  const tls = Object.hasOwn(tlsOf, sslmode) ? tlsOf[sslmode] : undefined;
  if (tls === undefined) return badUrl(`cannot have sslmode=${sslmode}`);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return badUrl(`has a parameter that is not known here: ${unknown}`);
  if (socket !== undefined && dialect !== "mysql") return badUrl("can have a socket for MySQL only");
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (dialect === "postgresql" && host.includes(":")) return badUrl("needs a host name in place of the IPv6 address");
  return ok({
    dialect,
    host: host || "localhost",
    port: url.port === "" ? (dialect === "mysql" ? 3306 : 5432) : Number(url.port),
    user,
    password,
    database,
    tls,
    ...(socket === undefined ? {} : { socketPath: socket }),
  });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const dialects: ReadonlyMap<string, SourceAddress["dialect"]> = new Map([
  ["postgres:", "postgresql"],
  ["postgresql:", "postgresql"],
  ["mysql:", "mysql"],
  ["mariadb:", "mysql"],
]);

const tlsOf: Readonly<Record<string, SourceAddress["tls"]>> = {
  disable: "off",
  require: "require",
  "verify-ca": "verify",
  "verify-full": "verify",
};

const badUrl = (why: string): Result<never, SourceRefusal> =>
  refuse(sourceRefusal("url-not-understood", `The address ${why}.`));
