import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { Behaviour } from "#behaviour";
import type { PaystackSandbox } from "#sandbox";

const Named = z.object({ reference: z.string() });

/** What no real provider has: pay without a browser, and misbehave on demand. */
export function controlRoutes(
  app: FastifyInstance,
  sandbox: Pick<PaystackSandbox, "pay" | "decline" | "claimPaid" | "behave" | "behaviour">,
): void {
  const onNamed = (path: string, act: (reference: string) => boolean) =>
    app.post(path, async (request, reply) => {
      const body = Named.safeParse(request.body);
      if (!body.success || !act(body.data.reference))
        return reply.code(404).send({ status: false, message: "No such transaction" });
      return { status: true, reference: body.data.reference };
    });
  onNamed("/sandbox/pay", sandbox.pay);
  onNamed("/sandbox/decline", sandbox.decline);
  onNamed("/sandbox/claim-paid", sandbox.claimPaid);

  app.get("/sandbox/behaviour", async () => sandbox.behaviour());
  app.post("/sandbox/behaviour", async (request, reply) => {
    const behaviour = Behaviour.safeParse(request.body ?? {});
    if (!behaviour.success) return reply.code(400).send({ status: false, message: z.prettifyError(behaviour.error) });
    sandbox.behave(behaviour.data);
    return sandbox.behaviour();
  });
}
