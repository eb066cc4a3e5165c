import type { FollowedEvent } from "@beacom/outbox";

export type Message = {
  messageId: string;
  /** What it is about; a second message for the same cause is not kept. */
  cause: string;
  customerId: string;
  channel: "sms";
  to: string;
  text: string;
  kind: string;
  createdAt: Date;
};

export type Contact = { customerId: string; phone: string; language: string };

/** What one transaction reads and writes. */
export type Records = {
  /** False if there is a message for this cause already. */
  keepMessage(message: Message): Promise<boolean>;
  keepContact(contact: Contact): Promise<void>;
  contactOf(customerId: string): Promise<Contact | undefined>;
  /** Contact, messages and codes: nothing stays of somebody who wants to be forgotten. */
  forgetCustomer(customerId: string): Promise<void>;
  /** Keeps an event until the customer's phone is known. */
  keepWaiting(customerId: string, event: FollowedEvent): Promise<void>;
  /** Gives back what was kept, in order, and forgets it. */
  takeWaiting(customerId: string): Promise<FollowedEvent[]>;
};
