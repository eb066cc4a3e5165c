import { postpaidNews } from "#adapters/postpaid/postpaid-news";
import { projectCustomers } from "#adapters/postpaid/project-customers";
import { projectDocuments } from "#adapters/postpaid/project-documents";
import { projectSubscriptions } from "#adapters/postpaid/project-subscriptions";
import { storedPostpaidEvents } from "#adapters/postpaid/stored-postpaid-events";
import { readPostpaid, writePostpaid } from "#adapters/postpaid/stored-postpaid-state";
import type { StoredKind } from "#adapters/stored-kind";
import { postpaidCustomers } from "#application/postpaid/postpaid-streams";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { trimmedPostpaid } from "#domain/postpaid/postpaid-fold";

export const postpaidKind: StoredKind<Postpaid, PostpaidEvent> = {
  kind: postpaidCustomers,
  ...storedPostpaidEvents,
  trimmed: trimmedPostpaid,
  snapshot: { afterEvents: 60, write: writePostpaid, read: readPostpaid },
  news: postpaidNews,
  tables: {
    postpaid_customers: ["customer_id"],
    postpaid_subscriptions: ["customer_id", "subscription_id"],
    document_series: ["series"],
    billing_documents: ["document_id"],
  },
  async project(tx, facts) {
    await Promise.all([projectDocuments(tx, facts), projectSubscriptions(tx, facts), projectCustomers(tx, facts)]);
  },
};
