import type { NotificationService } from "@beacom/proto/notification/v1/notification";
import { type Caller, callerOf, requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Message } from "#application/ports";

type ListMessages = (wanted: { customerId: string; to: string; limit: number }) => Promise<Omit<Message, "cause">[]>;

export const notificationRpc = (list: ListMessages): ServiceImpl<typeof NotificationService> => ({
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
