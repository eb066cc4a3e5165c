import helmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import fastify from "fastify";

/** What helmet would add to every answer. It is the same each time, so it is worked out once. */
export async function securityHeaders(options: FastifyHelmetOptions): Promise<Record<string, string>> {
  const [bare, guarded] = [fastify(), fastify()];
  await guarded.register(helmet, options);
  const answers = [bare, guarded].map(async (app) => {
    app.get("/", async () => "");
    return (await app.inject("/")).headers;
  });
  const [before, after] = (await Promise.all(answers)) as [Record<string, string>, Record<string, string>];
  await Promise.all([bare.close(), guarded.close()]);
  return Object.fromEntries(Object.entries(after).filter(([name]) => !Object.hasOwn(before, name)));
}
