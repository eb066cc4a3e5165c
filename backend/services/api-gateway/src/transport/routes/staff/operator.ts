import { AuditService } from "@beacom/proto/admin/v1/audit";
import { MassActionsService } from "@beacom/proto/admin/v1/mass_actions";
import { NotesService } from "@beacom/proto/admin/v1/notes";
import { SearchService } from "@beacom/proto/admin/v1/search";
import { SettingsService } from "@beacom/proto/admin/v1/settings";
import { WebhookService } from "@beacom/proto/notification/v1/webhooks";
import type { App, RouteContext } from "#transport/routes/route-context";
import { exportRoute } from "#transport/routes/staff/export-route";
import { serviceRoutes } from "#transport/routes/staff/service-route";

const audit = AuditService.method;
const notes = NotesService.method;
const settings = SettingsService.method;
const hooks = WebhookService.method;
const many = MassActionsService.method;
const actions = "/v1/staff/mass-actions";
const made = { status: 201 } as const;
/** A logo in base 64, with room for the rest. */
const bodyLimit = 400 * 1024;

/** The audit log, notes on customers, the operator's settings, and webhooks to its programs. */
export function operatorRoutes(app: App, { call, stream }: RouteContext): void {
  serviceRoutes(app, call, "search", [
    ["GET /v1/staff/search", "customers.read", SearchService.method.search, "Whatever was typed, in all services"],
  ]);
  serviceRoutes(app, call, "audit", [
    ["GET /v1/staff/audit", "audit.read", audit.searchAudit, "Who changed what, on whom and why; the newest first"],
    ["GET /v1/staff/audit/verification", "audit.read", audit.verifyAudit, "Whether the log's chain is whole"],
  ]);
  exportRoute(app, stream, "audit", {
    at: "/v1/staff/audit/export",
    permission: "audit.read",
    summary: "All of it that is found, as CSV or lines of JSON; that it was exported is on record",
    rpc: audit.exportAudit,
    file: ({ format }) =>
      format === "csv"
        ? { name: "audit.csv", type: "text/csv; charset=utf-8" }
        : { name: "audit.jsonl", type: "application/jsonl; charset=utf-8" },
  });
  serviceRoutes(app, call, "notes", [
    ["GET /v1/staff/customers/:customerId/notes", "customers.notes", notes.listNotes, "Notes on a customer"],
    ["POST /v1/staff/customers/:customerId/notes", "customers.notes", notes.addNote, "Write a note", { status: 201 }],
    ["PUT /v1/staff/notes/:noteId", "customers.notes", notes.editNote, "Change a note; what it was is kept"],
    ["PUT /v1/staff/notes/:noteId/pin", "customers.notes", notes.pinNote, "Keep a note on top, or not"],
    ["POST /v1/staff/notes/:noteId/erase", "customers.notes", notes.eraseNote, "Erase a note's words for good"],
    ["GET /v1/staff/notes/:noteId/versions", "customers.notes", notes.listNoteVersions, "What a note was before"],
  ]);
  serviceRoutes(app, call, "settings", [
    ["GET /v1/staff/settings", "settings.manage", settings.getSettings, "The operator's settings"],
    [
      "PUT /v1/staff/settings",
      "settings.manage",
      settings.changeSettings,
      "Change them, at once or from a day on",
      { bodyLimit },
    ],
    ["GET /v1/staff/settings/versions", "settings.manage", settings.listSettingsVersions, "What they were before"],
  ]);
  serviceRoutes(app, call, "webhooks", [
    ["GET /v1/staff/webhooks/event-types", "webhooks.read", hooks.listEventTypes, "What can be heard, with its schema"],
    ["GET /v1/staff/webhooks", "webhooks.read", hooks.listEndpoints, "Where the operator's programs listen"],
    ["POST /v1/staff/webhooks", "webhooks.manage", hooks.createEndpoint, "Add an endpoint", { status: 201 }],
    ["GET /v1/staff/webhooks/:endpointId", "webhooks.read", hooks.getEndpoint, "One endpoint"],
    ["PUT /v1/staff/webhooks/:endpointId", "webhooks.manage", hooks.changeEndpoint, "Change an endpoint"],
    [
      "DELETE /v1/staff/webhooks/:endpointId",
      "webhooks.manage",
      hooks.removeEndpoint,
      "Remove an endpoint and its log",
    ],
    [
      "POST /v1/staff/webhooks/:endpointId/disable",
      "webhooks.manage",
      hooks.disableEndpoint,
      "Send nothing for a while",
    ],
    ["POST /v1/staff/webhooks/:endpointId/enable", "webhooks.manage", hooks.enableEndpoint, "Send again"],
    ["POST /v1/staff/webhooks/:endpointId/secret", "webhooks.manage", hooks.rotateSecret, "A new secret"],
    ["POST /v1/staff/webhooks/:endpointId/test", "webhooks.manage", hooks.sendTestEvent, "Send a test event"],
    [
      "GET /v1/staff/webhooks/:endpointId/deliveries",
      "webhooks.read",
      hooks.listDeliveries,
      "What was sent, newest first",
    ],
    [
      "GET /v1/staff/webhooks/:endpointId/deliveries/:messageId",
      "webhooks.read",
      hooks.getDelivery,
      "One delivery with every attempt",
    ],
    [
      "POST /v1/staff/webhooks/:endpointId/deliveries/:messageId/replay",
      "webhooks.manage",
      hooks.replayDelivery,
      "Send one again",
    ],
    ["POST /v1/staff/webhooks/:endpointId/replay", "webhooks.manage", hooks.replayRange, "Send again what was missed"],
  ]);
  serviceRoutes(app, call, "mass actions", [
    [`GET ${actions}`, "mass-actions.run", many.listMassActions, "What was done to many, newest first"],
    [`POST ${actions}`, "mass-actions.run", many.prepareMassAction, "Prepare one, and see whom it would reach", made],
    [`GET ${actions}/:actionId`, "mass-actions.run", many.getMassAction, "How far one is"],
    [`GET ${actions}/:actionId/customers`, "mass-actions.run", many.listMassActionCustomers, "What becomes of each"],
    [`POST ${actions}/:actionId/start`, "mass-actions.run", many.startMassAction, "Start it"],
    [`POST ${actions}/:actionId/approve`, "mass-actions.approve", many.approveMassAction, "Approve somebody else's"],
    [`POST ${actions}/:actionId/decline`, "mass-actions.approve", many.declineMassAction, "Decline it"],
    [`POST ${actions}/:actionId/pause`, "mass-actions.run", many.pauseMassAction, "Stop for a while"],
    [`POST ${actions}/:actionId/resume`, "mass-actions.run", many.resumeMassAction, "Go on"],
    [`POST ${actions}/:actionId/cancel`, "mass-actions.run", many.cancelMassAction, "Leave the rest as it is"],
  ]);
  exportRoute(app, stream, "mass actions", {
    at: `${actions}/:actionId/report`,
    permission: "mass-actions.run",
    summary: "What became of each customer, as CSV",
    rpc: many.exportMassAction,
    file: () => ({ name: "report.csv", type: "text/csv; charset=utf-8" }),
  });
}
