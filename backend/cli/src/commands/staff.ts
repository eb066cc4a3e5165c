import { StaffService } from "@beacom/proto/identity/v1/staff";
import { type Team, TeamService } from "@beacom/proto/identity/v1/team";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Command } from "commander";
import colours from "picocolors";
import { running } from "#commands/running";
import { drawColumns } from "#console/columns";
import { dataOption, examples } from "#console/help";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { processTerminal } from "#console/terminal";

type Here = { data?: string; json?: boolean };

/** Those who work for the operator, from the machine itself: for the first days, and for when nobody can sign in any more. */
export function registerStaff(program: Command): void {
  const staff = program
    .command("staff")
    .description("those who work here")
    .helpCommand(false)
    .addHelpText("after", examples("staff list", "staff invite zola@example.org --name Zola --role support"));
  const add = (usage: string, about: string, such: string) =>
    staff.command(usage).description(about).addOption(dataOption()).addHelpText("after", examples(such));

  add("list", "who works here, who is invited", "staff list")
    .option("--json", "as one JSON object")
    .action(async ({ data, json }: Here) => {
      const team = await teamAt(data).listTeam({});
      processTerminal().say(json === true ? machineJson(team) : drawTeam(team));
    });
  add(
    "invite <email>",
    "invite somebody; prints what they accept with",
    "staff invite zola@example.org --name Zola --role noc",
  )
    .requiredOption("--name <name>", "as others see it")
    .requiredOption("--role <role>", "owner, finance, support, noc, technician, reseller, read-only or one of yours")
    .action(async (email: string, { data, name, role }: Here & { name: string; role: string }) => {
      const { state } = running(data);
      const { token } = await refusable(teamAt(data).invite({ email, name, role }));
      processTerminal().say(
        [
          `${colours.green("✓")} ${email} is invited for a week. This is shown only now, hand it over:`,
          `  ${colours.bold(token)}`,
          `It is accepted with a password at POST http://127.0.0.1:${state.ports.gateway}/v1/staff/invitations/accept`,
        ].join("\n"),
      );
    });
  add(
    "reset-second-factor <email>",
    "for somebody who has lost phone and recovery codes: the next sign-in enrols anew",
    "staff reset-second-factor sipho@example.org --reason 'lost the phone'",
  )
    .requiredOption("--reason <text>", "for the audit log")
    .action(async (email: string, { data, reason }: Here & { reason: string }) => {
      const staffId = await staffIdOf(data, email);
      await refusable(running(data).peers.core(StaffService).resetSecondFactor({ staffId, reason }));
      processTerminal().say(`${colours.green("✓")} ${email} is signed out everywhere and enrols anew`);
    });
  add(
    "deactivate <email>",
    "let somebody go: every session ends at once",
    "staff deactivate zola@example.org --reason left",
  )
    .requiredOption("--reason <text>", "for the audit log")
    .action(async (email: string, { data, reason }: Here & { reason: string }) => {
      await refusable(teamAt(data).deactivate({ staffId: await staffIdOf(data, email), reason }));
      processTerminal().say(`${colours.green("✓")} ${email} is out`);
    });
}

const teamAt = (data: string | undefined) => running(data).peers.core(TeamService);

async function staffIdOf(data: string | undefined, email: string): Promise<string> {
  const { members } = await teamAt(data).listTeam({});
  const member = members.find(({ staff }) => staff?.email === email.trim().toLowerCase());
  if (!member?.staff) throw new Problem(`nobody here has the address ${email}`, ["See who does: ./beacom staff list"]);
  return member.staff.staffId;
}

const remedies: Readonly<Record<string, readonly [string, string]>> = {
  "role-unknown": ["there is no such role", "Built in: owner, finance, support, noc, technician, reseller, read-only"],
  "staff-exists-already": ["this address is somebody's here", "See who: ./beacom staff list"],
  "last-owner": ["an installation needs an owner", "Invite another one first: ./beacom staff invite … --role owner"],
  "deactivated-already": ["they are out already", "See who is in: ./beacom staff list"],
  "email-not-valid": ["that is no e-mail address", "As in zola@example.org"],
  "reason-missing": ["say why", "--reason 'left the company'"],
};

async function refusable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { rawMessage, code } = ConnectError.from(error);
    const known = remedies[rawMessage];
    if (known === undefined || code === Code.Internal) throw error;
    throw new Problem(known[0], [known[1]]);
  }
}

function drawTeam({ members, invitations }: Team): string {
  const rows = [
    ...members.map(({ staff }) => [
      staff?.name ?? "",
      staff?.email ?? "",
      staff?.role ?? "",
      staff?.active === true ? "works here" : "let go",
    ]),
    ...invitations.map(({ name, email, role }) => [name, email, role, "invited"]),
  ];
  if (rows.length === 0) return "Nobody works here yet.";
  return drawColumns([{ title: "name" }, { title: "e-mail" }, { title: "role" }, { title: "state" }], rows);
}
