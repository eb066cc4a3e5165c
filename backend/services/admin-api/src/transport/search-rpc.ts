import type { SearchService } from "@beacom/proto/admin/v1/search";
import { requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { SearchAnswer } from "#application/search";

export const searchRpc = (
  search: (text: string, context: HandlerContext) => Promise<SearchAnswer>,
): ServiceImpl<typeof SearchService> => ({
  async search({ text }, context) {
    requirePermission(context, "customers.read");
    const { takenAs, found, missing } = await search(text, context);
    return {
      takenAs: [...takenAs],
      found: found.map(({ at, ...one }) => ({ ...one, ...(at && { at: timestampFromDate(at) }) })),
      missing: [...missing],
    };
  },
});
