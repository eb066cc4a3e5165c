import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, mustRun, type Program, startProgram } from "./program.ts";

const [hostapd, supplicant, ip] = ["hostapd", "wpa_supplicant", "ip"].map(findProgram);

/** Two ends of a cable and a network namespace for one of them: only root may make those, and a container must let it. */
export const wiredPortsPossible: boolean =
  hostapd !== undefined && supplicant !== undefined && ip !== undefined && process.getuid?.() === 0 && namespaceWorks();

export type WiredPort = {
  /** The switch begins to work, or begins anew. */
  switchOn(): Promise<void>;
  /** Like a power cut: nobody is told. */
  pullThePlug(): Promise<void>;
  /** Somebody plugs in and logs in; a second one takes the place of the first. */
  plugIn(user: { identity: string; anonymousIdentity: string; password: string }): Promise<void>;
  authenticator(): Program;
  remove(): Promise<void>;
};

/** A port of a switch with 802.1X: hostapd holds one end of a cable, wpa_supplicant the other one in a namespace of its own. */
export function layCable(options: {
  authPort: number;
  acctPort: number;
  secret: string;
  /** Where the switch listens for Disconnect. */
  dasPort: number;
  authorityPem: string;
  interimSeconds: number;
}): WiredPort {
  const folder = mkdtempSync(join(tmpdir(), "beacom-wired-"));
  const file = (name: string): string => join(folder, name);
  // An interface's name has 15 characters at most.
  const name = `bw${process.pid.toString(36)}`;
  const [namespace, near, far] = [`${name}-ns`, `${name}-a`, `${name}-b`];
  mustRun(ip!, ["netns", "add", namespace]);
  try {
    mustRun(ip!, ["link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace]);
    mustRun(ip!, ["link", "set", near, "up"]);
    mustRun(ip!, ["-n", namespace, "link", "set", far, "up"]);
  } catch (error) {
    // With the namespace goes its end of the cable, and with that the other one.
    mustRun(ip!, ["netns", "del", namespace]);
    throw error;
  }
  writeFileSync(file("ca.pem"), options.authorityPem);
  writeFileSync(file("hostapd.conf"), hostapdConfig({ ...options, near, folder }));
  let authenticator: Program | undefined;
  let station: Program | undefined;
  return {
    async switchOn() {
      authenticator = startProgram(hostapd!, ["-d", file("hostapd.conf")]);
      await authenticator.says("AP-ENABLED");
    },
    pullThePlug: async () => authenticator?.stop("SIGKILL"),
    async plugIn({ identity, anonymousIdentity, password }) {
      await station?.stop();
      writeFileSync(
        file("supplicant.conf"),
        `ap_scan=0
network={
key_mgmt=IEEE8021X
eapol_flags=0
eap=PEAP
phase2="auth=MSCHAPV2"
identity="${identity}"
anonymous_identity="${anonymousIdentity}"
password="${password}"
ca_cert="${file("ca.pem")}"
domain_match="radius.beacom.internal"
}
`,
      );
      const inside = ["netns", "exec", namespace, supplicant!, "-Dwired", `-i${far}`, "-c", file("supplicant.conf")];
      station = startProgram(ip!, inside);
      await station.says("CTRL-EVENT-EAP-SUCCESS");
    },
    authenticator: () => authenticator!,
    async remove() {
      await station?.stop();
      await authenticator?.stop();
      mustRun(ip!, ["netns", "del", namespace]);
      rmSync(folder, { recursive: true });
    },
  };
}

const hostapdConfig = (of: Parameters<typeof layCable>[0] & { near: string; folder: string }): string => `
interface=${of.near}
driver=wired
logger_stdout=-1
logger_stdout_level=0
ctrl_interface=${of.folder}/control
ieee8021x=1
use_pae_group_addr=1
eap_reauth_period=0
own_ip_addr=127.0.0.1
nas_identifier=wired-switch
auth_server_addr=127.0.0.1
auth_server_port=${of.authPort}
auth_server_shared_secret=${of.secret}
acct_server_addr=127.0.0.1
acct_server_port=${of.acctPort}
acct_server_shared_secret=${of.secret}
radius_acct_interim_interval=${of.interimSeconds}
radius_das_port=${of.dasPort}
radius_das_client=127.0.0.1 ${of.secret}
radius_das_require_event_timestamp=1
radius_das_require_message_authenticator=1
`;

function namespaceWorks(): boolean {
  const name = `beacom-try-${process.pid}`;
  try {
    mustRun(ip!, ["netns", "add", name]);
    mustRun(ip!, ["netns", "del", name]);
    return true;
  } catch {
    return false;
  }
}
