import { Client } from "undici";
import { type Side, sideOf } from "#ledger/side";
import type { Person, Request } from "#api/requests";

export type HttpServer = "beacom" | "bare";

/** A connection for each caller; an answer of another status or without a body ends the run. */
export const httpSide = (options: {
  readonly request: Request;
  readonly server: HttpServer;
  readonly url: string;
  readonly people: readonly Person[];
}): Side =>
  sideOf({
    name: `${options.request.name}, ${options.server}`,
    settings: "",
    open(callers) {
      const { request, url, people } = options;
      const { method, path, status, body } = request;
      const clients = Array.from({ length: callers }, () => new Client(url));
      const headers = people.map(({ customerId, token }) => ({
        authorization: `Bearer ${token}`,
        "x-customer": customerId,
      }));
      return Promise.resolve({
        async once(caller) {
          const own = headers[caller]!;
          const sent = body?.();
          const answer = await clients[caller]!.request({
            method,
            path,
            headers: sent
              ? { ...own, "content-type": "application/json", "idempotency-key": sent.idempotencyKey }
              : own,
            ...(sent && { body: JSON.stringify(sent.json) }),
          });
          const text = await answer.body.text();
          if (answer.statusCode !== status || text.length < 20)
            throw new Error(
              `${options.server} answered ${method} ${path} with ${answer.statusCode}: ${text.slice(0, 300)}`,
            );
          return "done";
        },
        prove: () => Promise.resolve(),
        async close() {
          await Promise.all(clients.map((client) => client.close()));
        },
      });
    },
  });
