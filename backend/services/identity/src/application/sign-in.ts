import { ok, type Result, refuse } from "@beacom/result";
import { openOrAsk, type SignInStep, signInStep } from "#application/customers/sign-in-steps";
import type {
  AccessTokens,
  Identifier,
  InTransaction,
  NewId,
  OneTimeSecrets,
  Passwords,
  ReadPhone,
} from "#application/ports";
import { readEmail } from "#domain/registration";
import { decideAttempt } from "#domain/sign-in-attempts";

export type SignInRefusal = { kind: "not-signed-in" | "too-many-attempts" };
export type SignIn = (request: {
  identifier: string;
  password: string;
  device: string;
}) => Promise<Result<SignInStep, SignInRefusal>>;

export function signInWith(needs: {
  inTransaction: InTransaction;
  passwords: Passwords;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  readPhone: ReadPhone;
  newId: NewId;
  clock: () => Date;
}): SignIn {
  const { inTransaction, passwords, secrets, accessTokens, readPhone, newId, clock } = needs;

  function read(text: string): Identifier | undefined {
    const email = readEmail(text);
    if (email !== undefined) return { email };
    const phone = readPhone(text);
    return phone === undefined ? undefined : { phone };
  }

  return async ({ identifier: text, password, device }) => {
    const identifier = read(text);
    if (!identifier) return refuse({ kind: "not-signed-in" });
    const at = clock();
    const attempt = await inTransaction(async (records) => {
      const decision = decideAttempt(await records.attempts.hold(identifier), at);
      if (!decision.ok) return decision;
      await records.attempts.write(identifier, decision.value);
      return ok(await records.customers.signingInAs(identifier));
    });
    if (!attempt.ok) return attempt;
    const customer = attempt.value;
    const given = password.normalize("NFKC").slice(0, 1_000);
    const matches = await passwords.matches(customer?.passwordHash, given);
    if (!customer || !matches) return refuse({ kind: "not-signed-in" });

    const stronger = passwords.isOutdated(customer.passwordHash) ? await passwords.hash(given) : undefined;
    const { passwordHash: _, ...profile } = customer;
    const next = await inTransaction(async (records) => {
      await records.attempts.forget(identifier);
      if (stronger) await records.customers.replacePasswordHash(profile.customerId, stronger);
      return openOrAsk(records, { secrets, newId }, { customer: profile, device, at });
    });
    return ok(await signInStep(accessTokens, next, at));
  };
}
