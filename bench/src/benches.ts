import type { Bench } from "#bench";
import { apiBench } from "#api/api-bench";
import { coldStartBench } from "#cold-start/cold-start-bench";
import { monthEndBench } from "#month-end/month-end-bench";
import { ledgerBench } from "#ledger/ledger-bench";
import { radiusBench } from "#radius/radius-bench";

/** Every bench there is, by the name that `./beacom bench` takes. */
export const benches: Readonly<Record<string, Bench>> = {
  radius: radiusBench,
  api: apiBench,
  ledger: ledgerBench,
  "cold-start": coldStartBench,
  "month-end": monthEndBench,
};
