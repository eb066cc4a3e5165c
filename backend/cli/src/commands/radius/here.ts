import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import type { Client } from "@connectrpc/connect";
import { running } from "#commands/running";
import { processTerminal, type Terminal } from "#console/terminal";

/** What the radius commands work with: the server that runs here, and whoever called them. */
export type RadiusHere = {
  radius: Client<typeof RadiusService>;
  admin: Client<typeof RadiusAdminService>;
  /** Where this machine reaches its UDP ports. */
  server: { address: string; authPort: number; acctPort: number };
  terminal: Terminal;
};

export function radiusHere(data: string | undefined): RadiusHere {
  const { state, peers } = running(data);
  return {
    radius: peers.radius(RadiusService),
    admin: peers.radius(RadiusAdminService),
    server: {
      address: reachable(state.bind ?? "127.0.0.1"),
      authPort: state.ports.radiusAuth,
      acctPort: state.ports.radiusAcct,
    },
    terminal: processTerminal(),
  };
}

/** Who listens on every address listens on this one too. */
function reachable(bind: string): string {
  if (bind === "0.0.0.0") return "127.0.0.1";
  return bind === "::" ? "::1" : bind;
}
