import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const program = "/usr/sbin/freeradius";
export const freeradiusInstalled = existsSync(program);
export const dictionaryFolder = "/usr/share/freeradius";

export type Freeradius = {
  authPort: number;
  acctPort: number;
  /** What it was told in accounting, in FreeRADIUS' own words. */
  accounted(): Promise<string>;
  stop(): Promise<void>;
};

/** Debian's FreeRADIUS with one user, started from a folder of its own. */
export async function startFreeradius(options: { secret: string; users: string }): Promise<Freeradius> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-freeradius-"));
  const [authPort, acctPort] = [await freeUdpPort(), await freeUdpPort()];
  for (const name of ["log", "run"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "users"), options.users);
  await writeFile(join(folder, "dictionary"), `$INCLUDE ${dictionaryFolder}/dictionary\n`);
  await writeFile(join(folder, "radiusd.conf"), configOf({ folder, authPort, acctPort, secret: options.secret }));
  const log = join(folder, "log/radius.log");
  const child = spawn(program, ["-f", "-d", folder, "-l", log], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
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
  return { authPort, acctPort, accounted: () => readFile(join(folder, "log/detail"), "utf8").catch(() => ""), stop };
}

export async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

type Config = { folder: string; authPort: number; acctPort: number; secret: string };

const configOf = ({ folder, authPort, acctPort, secret }: Config): string => `
prefix = /usr
localstatedir = ${folder}
logdir = ${folder}/log
run_dir = ${folder}/run
confdir = ${folder}
libdir = /usr/lib/freeradius
pidfile = ${folder}/run/radiusd.pid
security {
  reject_delay = 0
  status_server = yes
}
proxy_requests = no
client peer {
  ipaddr = 127.0.0.1
  secret = ${secret}
  require_message_authenticator = yes
}
thread pool {
  start_servers = 2
  max_servers = 2
  min_spare_servers = 1
  max_spare_servers = 2
}
modules {
  expr {
  }
  pap {
  }
  chap {
  }
  mschap {
    use_mppe = yes
    require_encryption = no
    require_strong = no
  }
  files {
    usersfile = ${folder}/users
  }
  detail {
    filename = ${folder}/log/detail
  }
}
server peer {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${authPort}
  }
  listen {
    type = acct
    ipaddr = 127.0.0.1
    port = ${acctPort}
  }
  authorize {
    chap
    mschap
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
    Auth-Type CHAP {
      chap
    }
    Auth-Type MS-CHAP {
      mschap
    }
  }
  accounting {
    detail
  }
  post-auth {
    # This version signs its answers only when it is told to.
    update reply {
      Message-Authenticator := 0x00
    }
    Post-Auth-Type REJECT {
      update reply {
        Message-Authenticator := 0x00
      }
    }
  }
}
`;
