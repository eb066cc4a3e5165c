import type { VoucherBatch, VoucherCard } from "#vouchers/voucher-batch";

export const novemberBatch: VoucherBatch = {
  name: "2026-11-A",
  language: "en",
  operatorName: "Umoja Wireless",
  redeemAt: "umoja.example/v",
  helpContact: "011 555 0142",
  issuedOn: "2026-11-27",
};

export function cardOf(index: number, rest: Partial<VoucherCard> = {}): VoucherCard {
  const code = String(4_821_773_055_190_246n + BigInt(index) * 7_919_000_033n);
  return {
    serial: `UM-${String(index + 1).padStart(6, "0")}`,
    code,
    redeemUrl: `https://umoja.example/v/${code}`,
    worth: { kind: "money", cents: 5_000n, currency: "ZAR" },
    validUntil: "2029-11-27",
    ...rest,
  };
}

export function* cardsOf(count: number): Generator<VoucherCard> {
  for (let index = 0; index < count; index++) yield cardOf(index);
}
