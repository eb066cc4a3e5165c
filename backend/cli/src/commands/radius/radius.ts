import type { Command } from "commander";
import { addGroup } from "#commands/radius/command";
import { registerCertificates, registerRealms } from "#commands/radius/register-trust";
import { registerLive } from "#commands/radius/register-live";
import { registerMove } from "#commands/radius/register-move";
import { registerPolicy } from "#commands/radius/register-policy";
import { registerRouters, registerSubscribers } from "#commands/radius/register-network";
import { examples } from "#console/help";

/** `./beacom radius …`: the tool of an operator's engineer. */
export function registerRadius(program: Command): void {
  const radius = addGroup(
    program,
    "radius",
    "access to the network: logins, sessions, routers, and moving here",
  ).addHelpText(
    "after",
    `${examples("radius status", "radius test thandi --nas tower-1", "radius sessions --open", "radius explain thandi --nas tower-1")}\nA guide for engineers: docs/guides/run-radius.md\n`,
  );
  registerLive(radius);
  registerRouters(radius);
  registerSubscribers(radius);
  registerPolicy(radius);
  registerCertificates(radius);
  registerRealms(radius);
  registerMove(radius);
}
