import type { NotificationService } from "@beacom/proto/notification/v1/notification";
import { type Caller, callerOf, requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { Contact, Message } from "#application/ports";
import type { TellCustomer, TellCustomerRefusal } from "#application/tell-customer";
import { languageOf } from "#domain/catalogue";

type ListMessages = (wanted: { customerId: string; to: string; limit: number }) => Promise<Omit<Message, "cause">[]>;

const refusalCode = {
  "idempotency-key-missing": Code.InvalidArgument,
  "not-reachable": Code.FailedPrecondition,
  "words-missing": Code.InvalidArgument,
} satisfies Record<TellCustomerRefusal["kind"], Code>;

export const notificationRpc = ({
  list,
  tell,
  contactOf,
}: {
  list: ListMessages;
  tell: TellCustomer;
  contactOf: (customerId: string) => Promise<Contact | undefined>;
}): ServiceImpl<typeof NotificationService> => ({
  async tellCustomer({ customerId, words, idempotencyKey }) {
    const told = await tell({ customerId, words, idempotencyKey });
    if (!told.ok) throw new ConnectError(told.error.kind, refusalCode[told.error.kind]);
    return { wasTold: !told.value.isNew };
  },
  async getReach({ customerId }) {
    const contact = await contactOf(customerId);
    return contact ? { reachable: true, language: languageOf(contact.language) } : { reachable: false };
  },
  async listMessages({ customerId, to, limit }, context) {
    requirePermission(context, "customers.read");
    const messages = await list({ customerId, to, limit: Math.min(limit || 100, 500) });
    const caller = callerOf(context);
    return {
      messages: messages.map((message) => ({
        ...shownTo(caller, message),
        createdAt: timestampFromDate(message.createdAt),
      })),
    };
  },
});

/** Whoever reads a customer's code can sign in as that customer: staff see that one was sent and not what it is. */
export const shownTo = <M extends Pick<Message, "kind" | "text">>(caller: Caller, message: M): M =>
  caller.kind === "staff" && message.kind === "phone-code" ? { ...message, text: "" } : message;
