import type { ListMembersResponse } from "@beacom/proto/billing/v1/billing";
import { cannotShare, receiverOf } from "#application/receiver";
import { sharingJson } from "#application/sharing-json";
import { type Person, personOf } from "#transport/people";
import { refusedReceiver } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";
import { MemberPath, MemberToAdd, Sharing } from "#transport/schemas/sharing";

/** With whom a customer shares bundles, and whose a customer may use. */
export function sharingRoutes(app: App, { services: { billing }, customers }: RouteContext) {
  app.get(
    "/v1/me/sharing",
    {
      config: { access: "customer" },
      schema: {
        tags: ["billing"],
        summary: "Members of shared bundles, and whose pool one is in",
        response: { 200: Sharing },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { customerId, headers } = person;
      return sharing(person, await billing.listMembers({ customerId }, { headers }));
    },
  );

  app.post(
    "/v1/me/sharing/members",
    {
      config: { access: "customer", limit: "phone" },
      schema: {
        tags: ["billing"],
        summary: "Let another customer use the bundles that may be shared, or change the limit",
        body: MemberToAdd,
        response: { 200: Sharing },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { customerId, headers } = person;
      const { phone, limitOctets } = request.body;
      const readAccount = () => billing.getAccount({ customerId }, { headers });
      const found = await receiverOf({ phone, customers, readAccount, cannotSend: cannotShare });
      if (!found.ok) throw refusedReceiver(found.error);
      const memberId = found.value;
      const asked = { customerId, memberId, limitOctets: BigInt(limitOctets ?? 0) };
      return sharing(person, await billing.addMember(asked, { headers }));
    },
  );

  app.delete(
    "/v1/me/sharing/members/:memberId",
    {
      config: { access: "customer" },
      schema: {
        tags: ["billing"],
        summary: "Share with this customer no longer",
        params: MemberPath,
        response: { 200: Sharing },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { customerId, headers } = person;
      const { memberId } = request.params;
      return sharing(person, await billing.removeMember({ customerId, memberId }, { headers }));
    },
  );

  app.delete(
    "/v1/me/sharing/pool",
    {
      config: { access: "customer" },
      schema: { tags: ["billing"], summary: "Leave the pool one is in", response: { 200: Sharing } },
    },
    async (request) => {
      const person = personOf(request);
      const { customerId, headers } = person;
      const { poolOwnerId } = await billing.getAccount({ customerId }, { headers });
      if (poolOwnerId !== "")
        await billing.removeMember({ customerId: poolOwnerId, memberId: customerId }, { headers });
      // Its answer would be who else is in there, which is the owner's to know.
      return sharing(person, await billing.listMembers({ customerId }, { headers }));
    },
  );

  async function sharing({ customerId, headers }: Person, members: ListMembersResponse) {
    const { poolOwnerId } = await billing.getAccount({ customerId }, { headers });
    return sharingJson(members, poolOwnerId, customers);
  }
}
