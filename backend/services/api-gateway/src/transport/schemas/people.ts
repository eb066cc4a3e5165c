import { z } from "zod";
import { Instant, Line, Phone, Text } from "#transport/schemas/common";

export const Language = z.enum(["en", "zu", "xh", "af", "st"]);

export const Registration = z
  .object({
    name: Line(200).min(1),
    phone: Phone,
    email: z.email().max(254),
    password: z.string().min(8).max(200),
    language: Language.optional(),
  })
  .meta({ id: "Registration" });

export const CodeSent = z.object({ verificationId: z.string(), expiresAt: Instant }).meta({ id: "CodeSent" });

export const TokenDelivery = z
  .enum(["cookie", "body"])
  .default("cookie")
  .meta({ description: "Where the refresh token goes: an HttpOnly cookie for browsers, the body for other clients" });

export const CodeConfirmation = z
  .object({ verificationId: Text(100), code: z.string().trim().min(4).max(12), tokenDelivery: TokenDelivery })
  .meta({ id: "CodeConfirmation" });

export const SignInByPassword = z
  .object({
    identifier: Text(254).trim().min(3).meta({ description: "Phone number or e-mail address" }),
    password: z.string().min(1).max(200),
    tokenDelivery: TokenDelivery,
  })
  .meta({ id: "SignInByPassword" });

export const CodeRequest = z.object({ phone: Phone }).meta({ id: "CodeRequest" });

export const RefreshBody = z.object({ refreshToken: z.string().max(500).optional() }).nullish();

export const Customer = z
  .object({
    customerId: z.string(),
    name: z.string(),
    phone: z.string(),
    email: z.string(),
    phoneVerified: z.boolean(),
    language: z.string(),
    registeredAt: Instant,
  })
  .meta({ id: "Customer" });

export const Session = z
  .object({
    accessToken: z.string(),
    accessExpiresAt: Instant,
    refreshToken: z.string().optional(),
    customer: Customer,
  })
  .meta({ id: "Session" });
