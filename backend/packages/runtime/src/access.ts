import { Caller as Allowed, access, Level } from "@beacom/proto/access/v1/access";
import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Caller } from "#caller";
import type { TokenRefusal, Tokens } from "#tokens";

const allowedAs = {
  public: Allowed.PUBLIC,
  customer: Allowed.CUSTOMER,
  staff: Allowed.STAFF,
  service: Allowed.SERVICE,
  enrolment: Allowed.ENROLMENT,
} satisfies Record<Caller["kind"], Allowed>;

const refusalCode = {
  "token-invalid": Code.Unauthenticated,
  "token-expired": Code.Unauthenticated,
  "signing-keys-unavailable": Code.Unavailable,
} satisfies Record<TokenRefusal["kind"], Code>;

/** Finds out who calls and whether the method's access option lets them in. A method without the option lets nobody in. */
export async function admit(method: DescMethod, authorization: string | null, tokens: Tokens): Promise<Caller> {
  const allowed = callersOf(method);
  if (allowed.length === 0) throw new ConnectError("access-not-declared", Code.PermissionDenied);
  const open = allowed.includes(Allowed.PUBLIC);
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    if (open) return { kind: "public" };
    throw new ConnectError("token-missing", Code.Unauthenticated);
  }
  const caller = await tokens.verify(token);
  if (!caller.ok) {
    if (open) return { kind: "public" };
    throw new ConnectError(caller.error.kind, refusalCode[caller.error.kind]);
  }
  if (caller.value.kind === "customer" && caller.value.actingStaffId !== undefined && !onlyReads(method))
    throw new ConnectError("only-to-look", Code.PermissionDenied);
  if (caller.value.kind === "customer" && caller.value.user && !isOpenTo(caller.value.user.level, method))
    throw new ConnectError("not-for-other-users", Code.PermissionDenied);
  if (open || allowed.includes(allowedAs[caller.value.kind])) return caller.value;
  throw new ConnectError("caller-not-allowed", Code.PermissionDenied);
}

/** Whoever looks through a customer's eyes may call what the schema says has no side effects, and nothing else. */
const onlyReads = (method: DescMethod) => method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;

/** Whether somebody else in a customer's account may call it. */
function isOpenTo(level: "view" | "pay" | "manage", method: DescMethod): boolean {
  const wanted = hasOption(method, access) ? getOption(method, access).level : Level.UNSPECIFIED;
  if (wanted === Level.HOLDER) return false;
  return level === "manage" || onlyReads(method) || (level === "pay" && wanted === Level.PAY);
}

const known = new WeakMap<DescMethod, readonly Allowed[]>();

function callersOf(method: DescMethod): readonly Allowed[] {
  let callers = known.get(method);
  if (!callers) {
    callers = hasOption(method, access) ? getOption(method, access).callers : [];
    known.set(method, callers);
  }
  return callers;
}
