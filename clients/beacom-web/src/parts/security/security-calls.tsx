import { type Beacom, securityCalls } from "@beacom/api-client";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApp } from "#parts/app";

/** One question for the whole screen: each part of it means little without the others. */
export const securityQuery = (api: Beacom) =>
  queryOptions({
    queryKey: ["security"],
    async queryFn(options) {
      const calls = securityCalls(api);
      const [security, { passkeys }, { devices }] = await Promise.all([
        calls.security(options),
        calls.passkeys(options),
        calls.devices(options),
      ]);
      return { security, passkeys, devices };
    },
  });

/** The calls, and what asks the screen's question again after one of them. */
export function useSecurityCalls() {
  const { api } = useApp();
  const queries = useQueryClient();
  const calls = useMemo(() => securityCalls(api), [api]);
  return { calls, askAgain: () => void queries.invalidateQueries({ queryKey: ["security"] }) };
}
