import { type DescMethod, type DescService, type JsonValue, type MessageShape, toJson } from "@bufbuild/protobuf";
import { currentStaff, requirePermission, type StaffAtWork } from "@beacom/runtime";
import { ConnectError, type HandlerContext } from "@connectrpc/connect";

/** Something that a member of staff does here, for the audit log. */
export type StaffDeed = {
  readonly by: StaffAtWork;
  /** As `router.put`; with `-refused` behind it when nothing came of it. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly reason: string;
  readonly after: JsonValue;
};

/** What a method changes. `names` are the fields of its request that say what, the first that is not empty. */
export type Deed = {
  readonly action: string;
  readonly permission: string;
  readonly kind: string;
  readonly names: readonly string[];
};

type Handler = (request: never, context: HandlerContext) => unknown;

/**
 * Handlers that tell what staff do before they do it: what follows a crash in between is told all the same. What is refused after that is told
 * as such. Services act for themselves, and are not told of.
 */
export function tellingDeeds<Impl extends object>(
  service: DescService,
  impl: Impl,
  deeds: Readonly<Record<string, Deed>>,
  tell: (deed: StaffDeed) => Promise<void>,
): Impl {
  const told = Object.entries(deeds).flatMap(([name, deed]) => {
    const handler = (impl as Readonly<Record<string, Handler | undefined>>)[name];
    const method = service.method[name];
    return handler && method ? [[name, telling(handler, method, deed, tell)] as const] : [];
  });
  return { ...impl, ...Object.fromEntries(told) };
}

const telling =
  (handler: Handler, method: DescMethod, deed: Deed, tell: (deed: StaffDeed) => Promise<void>) =>
  async (request: never, context: HandlerContext): Promise<unknown> => {
    const by = currentStaff();
    if (!by) return handler(request, context);
    requirePermission(context, deed.permission);
    const { action, kind, names } = deed;
    const after = shown(toJson(method.input, request as MessageShape<DescMethod["input"]>));
    const subject = { kind, id: firstText(after, names) };
    await tell({ by, action, subject, reason: firstText(after, ["reason"]), after });
    try {
      return await handler(request, context);
    } catch (error) {
      await tell({
        by,
        action: `${action}-refused`,
        subject,
        reason: ConnectError.from(error).rawMessage,
        after: null,
      });
      throw error;
    }
  };

const secret = /password|passphrase|secret|token/i;
const longestText = 2_000;
const longestList = 50;

/** A request as it may be kept for years: without secrets, and without what is long. Attributes of RADIUS may be secrets under any name. */
function shown(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.length > longestText ? `(${value.length} characters)` : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.length > longestList ? `(${value.length})` : value.map(shown);
  const fields = Object.entries(value).map(([name, field]): [string, JsonValue] =>
    secret.test(name) || name === "attributes" ? [name, "(hidden)"] : [name, shown(field)],
  );
  return Object.fromEntries(fields);
}

function firstText(value: JsonValue, names: readonly string[]): string {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return "";
  for (const name of names) {
    const field = value[name];
    if (typeof field === "string" && field !== "") return field;
  }
  return "";
}
