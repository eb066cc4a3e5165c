import colours from "picocolors";
import { drawSections } from "#console/table";
import type { DemoOperator } from "#installation/demo-operator";
import type { Ports } from "#installation/ports";

/** What somebody needs who sees this for the first time. */
export function drawWelcome(installation: {
  publicUrl: string;
  ports: Ports;
  demo: DemoOperator;
  secrets: { demoNasSecret: string };
}): string {
  const { publicUrl, ports, demo } = installation;
  const url = (text: string) => colours.cyan(text);
  const known = (password: string | undefined) =>
    password === undefined
      ? "its password was shown at the first start"
      : `password ${colours.bold(password)}  (shown only now)`;
  return drawSections([
    {
      title: "Beacom is up",
      rows: [
        ["portal", url(publicUrl)],
        ["API", `${url(`${publicUrl}/docs`)}  (OpenAPI: ${publicUrl}/openapi.json)`],
        ["messages to customers", url(`${publicUrl}/developer/messages`)],
        ["RADIUS", `127.0.0.1, authentication ${ports.radiusAuth}, accounting ${ports.radiusAcct}`],
        ["Paystack sandbox", url(`http://127.0.0.1:${ports.paystack}`)],
        [
          "health, metrics",
          `http://127.0.0.1:${ports.coreOps}/readyz and /metrics; radius-server on ${ports.radiusOps}`,
        ],
      ],
    },
    {
      title: "First sign-in",
      rows: [
        ["customer", `${demo.customer.phone} or ${demo.customer.email}, ${known(demo.customer.password)}`],
        ["", "or by code: it arrives under “messages to customers”"],
        ["staff", `${demo.staff.email}, ${known(demo.staff.password)}; by the API (POST /v1/staff/sign-in)`],
        ["demo NAS", `${demo.nas.address}, secret ${installation.secrets.demoNasSecret}, CoA to port ${ports.nasCoa}`],
      ],
    },
    {
      title: "What to try next",
      rows: [
        ["top up", "sign in to the portal, choose a plan, pay at the sandbox, see the bundle appear"],
        ["./beacom demo", "the whole main flow with a real RADIUS client, timed"],
        ["./beacom status", "what runs, and whether it answers"],
        ["./beacom down", "stop it (or Ctrl-C here)"],
      ],
    },
  ]);
}
