import type { FastifyReply } from "fastify";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { StaffSignedIn } from "@beacom/proto/identity/v1/staff";
import { staffSessionJson } from "#application/staff-json";
import type { RouteContext } from "#transport/routes/route-context";

export const staffCookie = { name: "beacom_staff_refresh", path: "/v1/staff" } as const;

/** What a member of staff gets who has signed in. */
export function staffSession(
  { publicUrl }: Pick<RouteContext, "publicUrl">,
  { reply, delivery, signedIn }: { reply: FastifyReply; delivery: "cookie" | "body"; signedIn: StaffSignedIn },
) {
  if (delivery === "cookie" && signedIn.refreshExpiresAt) {
    const expires = timestampDate(signedIn.refreshExpiresAt);
    const secure = publicUrl().startsWith("https:");
    const options = { httpOnly: true, sameSite: "strict", path: staffCookie.path, secure, expires } as const;
    void reply.setCookie(staffCookie.name, signedIn.refreshToken, options);
  }
  return {
    ...staffSessionJson(signedIn),
    ...(delivery === "body" ? { refreshToken: signedIn.refreshToken } : {}),
  };
}
