import type { CallbackScheme } from "@beacom/payments";
import { type Result, ok, refuse } from "@beacom/result";

export type ArrivedCallback = {
  readonly provider: string;
  readonly rawBody: Uint8Array;
  readonly sourceAddress: string;
  readonly receivedAt: Date;
};

/** Keeps a callback. It answers only when the callback is durable; the same octets are kept once. Throws when it cannot be kept now. */
export type CallbackInbox = { keep(callback: ArrivedCallback): Promise<"stored" | "repeated"> };

export type CallbackRefusal = { readonly kind: "signature-missing" | "signature-wrong" };

export type TakeCallback = (
  callback: ArrivedCallback,
  scheme: CallbackScheme,
  signature: string | undefined,
) => Promise<Result<"stored" | "repeated", CallbackRefusal>>;

/** Signature first, on the raw octets: what we did not check is neither parsed nor stored, so nobody can fill the inbox. */
export const takeCallbackWith =
  ({ inbox }: { inbox: CallbackInbox }): TakeCallback =>
  async (callback, scheme, signature) => {
    if (!scheme.isGenuine(callback.rawBody, signature)) {
      return refuse({ kind: signature === undefined ? "signature-missing" : "signature-wrong" });
    }
    return ok(await inbox.keep(callback));
  };
