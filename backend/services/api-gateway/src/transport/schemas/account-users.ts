import { z } from "zod";
import { Instant, Phone, Text } from "#transport/schemas/common";

const levels = ["view", "pay", "manage"] as const;
export const Level = z
  .enum(levels)
  .meta({ description: "view: look; pay: also pay and buy; manage: all but what is the holder's alone" });
export const levelOf = (text: string) => levels.find((level) => level === text) ?? "view";

export const CompanyForm = z
  .object({
    name: Text(200).trim(),
    registrationNumber: Text(40).trim().default(""),
    vatNumber: Text(20).trim().default(""),
  })
  .meta({ id: "CompanyForm" });

export const AccountUsersShown = z
  .object({
    company: z.object({ name: z.string(), registrationNumber: z.string(), vatNumber: z.string() }).nullable(),
    users: z.array(
      z.object({
        userId: z.string(),
        name: z.string(),
        phone: z.string(),
        level: Level,
        addedAt: Instant,
        lastEnteredAt: Instant.nullable(),
      }),
    ),
  })
  .meta({ id: "AccountUsersShown" });

export const UserToAdd = z
  .object({ phone: Phone, name: Text(120).trim().min(1), level: Level })
  .meta({ id: "UserToAdd" });
export const UserLevel = z.object({ level: Level }).meta({ id: "UserLevel" });

export const AccountsToEnter = z
  .object({ accounts: z.array(z.object({ customerId: z.string(), name: z.string(), level: Level })) })
  .meta({ id: "AccountsToEnter" });
