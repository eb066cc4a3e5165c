import { newId } from "@beacom/ids";
import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf } from "#application/accounts";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { Streams } from "#application/streams";
import type { Wallet } from "#application/wallet-holds";
import { type BundleView, bundleView } from "#application/views";
import { type Account, availableCents } from "#domain/account";
import {
  decideSendData,
  decideSendMoney,
  type SendDataRefusal,
  type SendMoneyRefusal,
  type Transferred,
} from "#domain/transfer";

type Parties = { readonly customerId: string; readonly toCustomerId: string; readonly idempotencyKey: string };
export type SendMoney = Parties & { readonly amountCents: bigint; readonly currency: string };
export type SendData = Parties & { readonly bundleId: string; readonly octets: bigint };
export type Transfers = {
  sendMoney(command: SendMoney): Promise<Result<Wallet, SendMoneyRefusal | KeyRefusal>>;
  sendData(command: SendData): Promise<Result<BundleView, SendDataRefusal | KeyRefusal>>;
  /** Many at once, in one commit: each is refused alone, and none of the others for it. The answers are in their order. */
  sendMoneyInBatch(commands: readonly SendMoney[]): Promise<readonly Result<Wallet, SendMoneyRefusal | KeyRefusal>[]>;
};

/** From one customer to another. Asked for again with the same key, it answers how things are by now. */
export function transfersWith({ streams, clock }: { streams: Streams; clock: Clock }): Transfers {
  async function transfer<R>(
    { customerId, toCustomerId }: Parties,
    key: string,
    decide: (sender: Account | undefined, receiver: Account | undefined) => Result<Transferred, R>,
  ): Promise<Result<Account, R | { readonly kind: "to-oneself" | "account-not-open-yet" }>> {
    if (customerId === toCustomerId) return refuse({ kind: "to-oneself" });
    const read = { sender: accountOf(customerId), receiver: accountOf(toCustomerId) };
    const result = await streams.change<typeof read, R>({
      key,
      read,
      decide({ sender, receiver }) {
        const decided = decide(sender, receiver);
        if (!decided.ok) return decided;
        const { sender: from, receiver: to } = decided.value;
        return ok({
          events: { sender: from.events, receiver: to.events },
          after: { sender: from.account, receiver: to.account },
        });
      },
    });
    if (result.ok) return ok(result.value.states.sender!);
    if ((result.error as { kind: string }).kind !== "command-repeated") return refuse(result.error as R);
    const sender = await streams.state(accountOf(customerId));
    return sender ? ok(sender) : refuse({ kind: "account-not-open-yet" });
  }

  async function sendMoney({ amountCents, currency, ...parties }: SendMoney) {
    const key = checkKey(parties.idempotencyKey);
    if (!key.ok) return key;
    const transferId = `transfer:${parties.customerId}:${key.value}`;
    const sent = await transfer<SendMoneyRefusal>(parties, transferId, (sender, receiver) =>
      sender && sender.currency !== currency
        ? refuse({ kind: "currency-differs" })
        : decideSendMoney(sender, receiver, {
            transferId,
            toCustomerId: parties.toCustomerId,
            amountCents,
            at: clock(),
          }),
    );
    if (!sent.ok) return sent;
    const { heldCents, currency: own } = sent.value;
    return ok({ availableCents: availableCents(sent.value), heldCents, currency: own });
  }

  return {
    sendMoney,
    async sendData({ bundleId, octets, ...parties }) {
      const key = checkKey(parties.idempotencyKey);
      if (!key.ok) return key;
      const transferId = `transfer:${parties.customerId}:${key.value}`;
      const newBundleId = newId("bundle");
      const sent = await transfer<SendDataRefusal>(parties, transferId, (sender, receiver) =>
        decideSendData(sender, receiver, {
          transferId,
          toCustomerId: parties.toCustomerId,
          bundleId,
          newBundleId,
          octets,
          at: clock(),
        }),
      );
      if (!sent.ok) return sent;
      const bundle = sent.value.bundles.find((candidate) => candidate.bundleId === bundleId);
      return bundle ? ok(bundleView(bundle)) : refuse({ kind: "bundle-not-active" });
    },
    sendMoneyInBatch: (commands) => Promise.all(commands.map(sendMoney)),
  };
}
