import { bundleAudit } from "#domain/account-audit-bundles";
import { serviceAudit } from "#domain/account-audit-service";
import { sessionAudit } from "#domain/account-audit-sessions";
import { walletAudit } from "#domain/account-audit-wallet";
import { type AccountEvent, entriesOf } from "#domain/account-event";
import { imbalances } from "#domain/ledger";

/**
 * Checks a history against the rules with arithmetic of its own, so that a mistake in the deciders or in the fold does not also
 * hide it here. Keeps only what is still open, so the longest history fits in memory.
 */
export type AccountAudit = { readonly see: (event: AccountEvent) => string[] };

export function auditOf(customerId: string): AccountAudit {
  // What a session reported before is needed by the audit of the bundles, so the sessions come after it.
  const sessions = sessionAudit();
  const parts = [walletAudit(), bundleAudit(sessions.heardOf), sessions.audit, serviceAudit()];
  return {
    see(event) {
      const problems = [
        ...imbalances(entriesOf(event)).map(
          ({ cents, currency }) => `${event.type}: the entries are out by ${cents} ${currency} cents`,
        ),
        ...parts.flatMap((part) => part.see(event)),
      ];
      return problems.map((problem) => `${customerId}: ${problem}`);
    },
  };
}
