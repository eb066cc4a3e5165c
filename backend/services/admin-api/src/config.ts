import { z } from "zod";

export const AdminConfig = z
  .object({ ADMIN_DATABASE_URL: z.url() })
  .transform((env) => ({ databaseUrl: env.ADMIN_DATABASE_URL }));
export type AdminConfig = z.infer<typeof AdminConfig>;
