import type { Clock } from "@beacom/time";
import type { AskProvider } from "#application/ask-provider";
import type { Intents } from "#application/intents";
import { isId } from "@beacom/ids";
import { type Intent, mayBePaidNow } from "#domain/intent";

/** `asking` is there when the provider is being asked as well; it goes on whether or not anybody waits for it. */
export type Got = { readonly intent: Intent; readonly asking: Promise<Intent> | undefined };
export type GetPayment = (paymentId: string, mayRead: (intent: Intent) => boolean) => Promise<Got | undefined>;

/** A person who looks at an open payment makes up for a lost callback. The provider hears of it once in two seconds at most. */
export const getPaymentWith =
  ({ intents, askProvider, clock }: { intents: Intents; askProvider: AskProvider; clock: Clock }): GetPayment =>
  async (paymentId, mayRead) => {
    const intent = isId("payment", paymentId) ? await intents.find(paymentId) : undefined;
    if (!intent || !mayRead(intent)) return undefined;
    const now = clock();
    if (!mayBePaidNow(intent, now)) return { intent, asking: undefined };
    const may = await intents.mayAsk(paymentId, now, new Date(now.getTime() - 2_000));
    return { intent, asking: may ? askProvider(paymentId).then((asked) => asked.intent) : undefined };
  };
