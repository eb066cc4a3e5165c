import { z } from "zod";
import { Bundle } from "#transport/schemas/billing";
import { AmountToMove, Id, Money, Octets, Phone, Text } from "#transport/schemas/common";

const PositiveOctets = z.int().positive("Must be more than zero").meta({ description: "Octets (bytes)" });

export const MoneyToSend = z.object({ phone: Phone, amount: AmountToMove }).meta({ id: "MoneyToSend" });
export const MoneySent = z.object({ available: Money, held: Money }).meta({ id: "MoneySent" });
export const DataToSend = z.object({ phone: Phone, bundleId: Id, octets: PositiveOctets }).meta({ id: "DataToSend" });
export const DataSent = z
  .object({ bundle: Bundle.meta({ description: "What is left of the sender's" }) })
  .meta({ id: "DataSent" });

export const OutOfBundleAgreement = z
  .object({
    planId: Text(100).meta({ description: "Of the tariff that is agreed to" }),
    limit: AmountToMove.nullable().meta({ description: "null: as much as the wallet has" }),
  })
  .meta({ id: "OutOfBundleAgreement" });

const PhoneEnding = z
  .string()
  .nullable()
  .meta({ description: "The last four digits of the phone number. null: not known at this moment" });

export const Sharing = z
  .object({
    members: z.array(
      z.object({
        memberId: z.string(),
        phoneEnding: PhoneEnding,
        limitOctets: Octets.nullable().meta({ description: "null: as much as there is" }),
        octetsUsed: Octets,
      }),
    ),
    pool: z
      .object({ phoneEnding: PhoneEnding })
      .nullable()
      .meta({ description: "Of whoever shares their bundles with this customer" }),
  })
  .meta({ id: "Sharing" });

export const MemberToAdd = z
  .object({
    phone: Phone,
    limitOctets: PositiveOctets.nullable().meta({ description: "null: as much as there is" }),
  })
  .meta({ id: "MemberToAdd" });
export const MemberPath = z.object({ memberId: Id });
