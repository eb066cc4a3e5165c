import type { AccountAudit } from "#domain/account-audit";
import type { Restriction, RestrictionSource } from "#domain/account-event";
import { checkedBy, problemIf } from "#domain/audit-checks";

/** Each state of service follows the one before, and a restriction is stronger than whatever is paid for. */
export function serviceAudit(): AccountAudit {
  let version = 0n;
  let sharedVersion = 0n;
  const restrictions = new Map<RestrictionSource, Restriction>();
  return {
    see: checkedBy({
      ServiceRestricted({ source, restriction }) {
        restrictions.set(source, restriction);
        return [];
      },
      ServiceRestrictionLifted({ source }) {
        return problemIf(!restrictions.delete(source), `${source} lifted what it had not restricted`);
      },
      ServiceStateChanged({ service }) {
        const expected = ++version;
        const restricted = restrictions.size > 0;
        const gives = service.level === "full" || service.level === "throttled";
        return [
          ...problemIf(service.version !== expected, `service state ${service.version} came where ${expected} was due`),
          ...problemIf(restricted && gives, `service is ${service.level} although it is restricted`),
        ];
      },
      SharedTermsChanged(event) {
        const expected = ++sharedVersion;
        return problemIf(event.version !== expected, `shared terms ${event.version} came where ${expected} was due`);
      },
    }),
  };
}
