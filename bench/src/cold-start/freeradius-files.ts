import { createWriteStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BenchOptions } from "#bench";
import { needPackages, startServer } from "#command";
import { secret } from "#cold-start/first-answer";
import { benchFolder } from "#radius/bench-folder";
import { passwordOf, usernameOf } from "#radius/contender";
import { freeUdpPort } from "#radius/free-udp-port";

/** Debian's FreeRADIUS with every user in its users file, which is how it keeps them in memory. */
export async function prepareFreeradiusFiles({ say, started }: BenchOptions, many: number) {
  await needPackages({ freeradius: "/usr/sbin/freeradius" }, say);
  const folder = await benchFolder("freeradius-files");
  started.defer(() => rm(folder, { recursive: true, force: true }));
  say(`writing ${many} users into FreeRADIUS' file`);
  for (const name of ["log", "run"]) await mkdir(join(folder, name));
  await pipeline(Readable.from(usersOf(many)), createWriteStream(join(folder, "users")));
  await writeFile(join(folder, "dictionary"), "$INCLUDE /usr/share/freeradius/dictionary\n");
  return {
    async launch(): Promise<{ pid: number; authPort: number }> {
      const authPort = await freeUdpPort();
      await writeFile(join(folder, "radiusd.conf"), configOf(folder, authPort), { mode: 0o600 });
      const args = ["-f", "-d", folder, "-l", join(folder, "log/radius.log")];
      const server = startServer("/usr/sbin/freeradius", args, { stdio: "ignore" });
      started.defer(() => server.stop());
      return { pid: server.child.pid!, authPort };
    },
  };
}

function* usersOf(many: number): Generator<string> {
  for (let from = 0; from < many; from += 1_000) {
    let text = "";
    for (let n = from; n < Math.min(from + 1_000, many); n++) {
      text += `${usernameOf(n)} Cleartext-Password := "${passwordOf(n)}"\n\tMikrotik-Rate-Limit = "5M/20M",\n\tAcct-Interim-Interval = 300\n`;
    }
    yield text;
  }
}

const configOf = (folder: string, authPort: number): string => `
prefix = /usr
localstatedir = ${folder}
logdir = ${folder}/log
run_dir = ${folder}/run
confdir = ${folder}
libdir = /usr/lib/freeradius
pidfile = ${folder}/run/radiusd.pid
proxy_requests = no
security {
  reject_delay = 0
  status_server = no
}
client bench {
  ipaddr = 127.0.0.1
  secret = ${secret}
}
modules {
  expr {
  }
  pap {
  }
  files {
    usersfile = ${folder}/users
  }
}
server bench {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${authPort}
  }
  authorize {
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
  }
}
`;
