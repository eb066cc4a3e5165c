import type { FastifyReply } from "fastify";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { SignedIn } from "@beacom/proto/identity/v1/identity";
import { customerJson, instant } from "#application/from-proto";
import type { RouteContext } from "#transport/routes/route-context";

export const refreshCookie = "beacom_refresh";
type Delivery = "cookie" | "body";

/** What a customer gets who has signed in. The refresh token of a browser lives in a cookie that scripts cannot read. */
export function customerSession(
  { publicUrl }: Pick<RouteContext, "publicUrl">,
  { reply, delivery, signedIn }: { reply: FastifyReply; delivery: Delivery; signedIn: SignedIn },
) {
  if (!signedIn.customer || !signedIn.refreshExpiresAt) throw new Error("a sign-in came back without its customer");
  if (delivery === "cookie") {
    const expires = timestampDate(signedIn.refreshExpiresAt);
    const secure = publicUrl().startsWith("https:");
    void reply.setCookie(refreshCookie, signedIn.refreshToken, {
      httpOnly: true,
      sameSite: "strict",
      path: "/v1",
      secure,
      expires,
    });
  }
  return {
    accessToken: signedIn.accessToken,
    accessExpiresAt: instant(signedIn.accessExpiresAt),
    customer: customerJson(signedIn.customer),
    ...(delivery === "body" ? { refreshToken: signedIn.refreshToken } : {}),
  };
}

/** The second factor is asked for with 202: what was sent was right, and is not enough yet. */
export function secondFactorAsked({ secondFactor }: SignedIn) {
  return secondFactor && { challenge: secondFactor.challenge, expiresAt: instant(secondFactor.expiresAt) };
}
