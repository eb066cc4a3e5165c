import type { paths } from "#schema.gen";

type Sent<Path extends keyof paths> =
  paths[Path] extends Record<"post", { requestBody?: { content: { "application/json": infer Body } } | undefined }>
    ? Body
    : never;
type Answer<Path extends keyof paths, Method extends "get" | "post" | "put" | "delete", Status extends number> =
  paths[Path] extends Record<Method, { responses: Record<Status, { content: { "application/json": infer Body } }> }>
    ? Body
    : never;

export type Session = Answer<"/v1/sign-in", "post", 200>;
export type Customer = Session["customer"];
export type CodeSent = Answer<"/v1/registrations", "post", 201>;
export type Account = Answer<"/v1/me/account", "get", 200>;
export type Bundle = Account["bundles"][number];
export type Rate = NonNullable<Account["service"]["rate"]>;
export type Plan = Answer<"/v1/plans", "get", 200>["plans"][number];
export type Payment = Answer<"/v1/me/payments/{paymentId}", "get", 200>;
export type UsagePage = Answer<"/v1/me/usage", "get", 200>;
export type UsageSession = UsagePage["sessions"][number];
export type StatementPage = Answer<"/v1/me/statement", "get", 200>;
export type StatementRow = StatementPage["rows"][number];
export type NetworkCredential = Answer<"/v1/me/network-credential", "get", 200>;
export type Money = Account["available"];
export type UsageWindow = NonNullable<Bundle["window"]>;
export type Tariff = Answer<"/v1/tariffs", "get", 200>["tariffs"][number];
export type Sharing = Answer<"/v1/me/sharing", "get", 200>;
export type VoucherRedeemed = Answer<"/v1/me/vouchers", "post", 200>;
export type Billing = Answer<"/v1/me/billing", "get", 200>;
export type DocumentsPage = Answer<"/v1/me/billing/documents", "get", 200>;
export type DocumentSummary = DocumentsPage["documents"][number];
export type BillingDocument = Answer<"/v1/me/billing/documents/{documentId}", "get", 200>;
export type ProForma = Answer<"/v1/me/billing/pro-forma", "get", 200>;
export type AccountStatement = Answer<"/v1/me/billing/statement", "get", 200>;
export type SecondFactorAsked = Answer<"/v1/sign-in", "post", 202>;
export type SecondFactor = Sent<"/v1/sign-in/confirm">["proof"];
export type RequestOptions = Answer<"/v1/sign-in/passkey/options", "post", 200>;
export type PasskeyAnswer = Sent<"/v1/sign-in/passkey">["credential"];
export type Security = Answer<"/v1/me/security", "get", 200>;
export type StepUpProof = Sent<"/v1/me/security/step-up">["proof"];
export type Access = Answer<"/v1/me/security/step-up", "post", 200>;
export type Passkey = Answer<"/v1/me/security/passkeys", "get", 200>["passkeys"][number];
export type CreationOptions = Answer<"/v1/me/security/passkeys/options", "post", 200>;
export type NewPasskey = Sent<"/v1/me/security/passkeys">;
export type TotpOffer = Answer<"/v1/me/security/totp", "post", 200>;
export type RecoveryCodes = Answer<"/v1/me/security/recovery-codes", "post", 200>;
export type Devices = Answer<"/v1/me/security/devices", "get", 200>;
export type Device = Devices["devices"][number];
export type Notice = {
  bundleId: string;
  bundleName: string;
  percent: number;
  octetsRemaining: number;
  expiresAt: string;
};

export const isFinal = (payment: Pick<Payment, "status">): boolean =>
  payment.status === "succeeded" || payment.status === "failed" || payment.status === "expired";
