import type { NotificationService } from "@beacom/proto/notification/v1/notification";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Message } from "#application/ports";

type ListMessages = (wanted: { customerId: string; to: string; limit: number }) => Promise<Omit<Message, "cause">[]>;

export const notificationRpc = (list: ListMessages): ServiceImpl<typeof NotificationService> => ({
  async listMessages({ customerId, to, limit }) {
    const messages = await list({ customerId, to, limit: Math.min(limit || 100, 500) });
    return { messages: messages.map((message) => ({ ...message, createdAt: timestampFromDate(message.createdAt) })) };
  },
});
