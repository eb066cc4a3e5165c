const grpcUnitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** When the caller stops waiting, from the timeout header of the Connect or the gRPC protocol. */
export function deadlineFrom(header: Headers, nowMs: number): number | undefined {
  const connect = header.get("connect-timeout-ms");
  if (connect !== null && /^\d{1,10}$/.test(connect)) return nowMs + Number(connect);
  const [, amount, unit] = /^(\d{1,8})([HMSmun])$/.exec(header.get("grpc-timeout") ?? "") ?? [];
  return amount && unit ? nowMs + Number(amount) * grpcUnitMs[unit]! : undefined;
}
