import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  attributesOf,
  Code,
  decodePacket,
  encodeRequest,
  type NamedValue,
  papRequest,
  readNamed,
  secretOf,
} from "@beacom/radius";
import { valueOf } from "@beacom/result";

const program = "/usr/sbin/freeradius";
export const freeradiusAvailable = existsSync(program) && existsSync("/usr/lib/freeradius/rlm_sql_postgresql.so");

const secret = secretOf("of-both-programs");

export type Answer = { readonly accepted: boolean; readonly attributes: Record<string, NamedValue | NamedValue[]> };

export type Freeradius = {
  /** Where it is asked, on 127.0.0.1. */
  readonly port: number;
  /** Asks as a NAS does, by PAP. */
  login(username: string, password: string, more?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
};

/** Debian's FreeRADIUS on the tables of a PostgreSQL database, in a time zone. */
export async function startFreeradius(databaseUrl: string, zone: string): Promise<Freeradius> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-freeradius-"));
  const port = await freeUdpPort();
  for (const name of ["log", "run"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "dictionary"), "$INCLUDE /usr/share/freeradius/dictionary\n");
  await writeFile(join(folder, "radiusd.conf"), configOf(folder, port, new URL(databaseUrl)));
  const log = join(folder, "log/radius.log");
  const child = spawn(program, ["-f", "-d", folder, "-l", log], { stdio: "ignore", env: { ...process.env, TZ: zone } });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const socket = createSocket("udp4");
  const stop = async (): Promise<void> => {
    socket.close();
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 20_000; ; await pause(50)) {
    const text = await readFile(log, "utf8").catch(() => "");
    if (text.includes("Ready to process requests")) break;
    if (child.exitCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Error(`FreeRADIUS did not start: ${text}`);
  }
  let identifier = 0;
  return {
    port,
    async login(username, password, more = {}) {
      const authenticator = randomBytes(16);
      const request = encodeRequest({
        code: Code.AccessRequest,
        identifier: identifier++ & 255,
        authenticator,
        attributes: [...papRequest({ username, password, authenticator, secret }), ...attributesOf(more)],
        secret,
      });
      const answer = new Promise<Buffer>((done, fail) => {
        const timer = setTimeout(() => fail(new Error(`FreeRADIUS said nothing to ${username}`)), 20_000);
        socket.once("message", (message) => {
          clearTimeout(timer);
          done(message);
        });
      });
      socket.send(request, port, "127.0.0.1");
      const packet = valueOf(decodePacket(await answer));
      return { accepted: packet.code === Code.AccessAccept, attributes: readNamed(packet) };
    },
    stop,
  };
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  const { port } = socket.address();
  await new Promise<void>((done) => socket.close(() => done()));
  return port;
}

const configOf = (folder: string, port: number, database: URL): string => `
prefix = /usr
localstatedir = ${folder}
logdir = ${folder}/log
run_dir = ${folder}/run
confdir = ${folder}
libdir = /usr/lib/freeradius
pidfile = ${folder}/run/radiusd.pid
cleanup_delay = 0
proxy_requests = no
security {
  reject_delay = 0
}
client peer {
  ipaddr = 127.0.0.1
  secret = of-both-programs
}
thread pool {
  start_servers = 1
  max_servers = 1
  min_spare_servers = 1
  max_spare_servers = 1
}
modules {
  expr {
  }
  pap {
  }
  expiration {
  }
  logintime {
  }
  sql {
    driver = "rlm_sql_postgresql"
    dialect = "postgresql"
    server = "${database.hostname}"
    port = ${database.port}
    login = "${decodeURIComponent(database.username)}"
    password = "${decodeURIComponent(database.password)}"
    radius_db = "${database.pathname.slice(1)}"
    authcheck_table = "radcheck"
    authreply_table = "radreply"
    groupcheck_table = "radgroupcheck"
    groupreply_table = "radgroupreply"
    usergroup_table = "radusergroup"
    acct_table1 = "radacct"
    acct_table2 = "radacct"
    postauth_table = "radpostauth"
    client_table = "nas"
    group_attribute = "SQL-Group"
    read_groups = yes
    pool {
      start = 1
      min = 1
      max = 1
      spare = 1
    }
    $INCLUDE /etc/freeradius/3.0/mods-config/sql/main/postgresql/queries.conf
  }
}
server peer {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  authorize {
    sql
    expiration
    logintime
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
  }
}
`;
