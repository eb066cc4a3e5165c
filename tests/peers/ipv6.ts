import { networkInterfaces } from "node:os";

/** A container may have no IPv6, not even within itself. */
export const hasIpv6: boolean = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1");
