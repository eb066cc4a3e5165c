import { Problem, type Security } from "@beacom/api-client";
import { useMutation } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { ProofDialog } from "#parts/security/proof-dialog";

type Fresh = <T>(work: () => Promise<T>) => Promise<T>;
type Asked = { proved: () => void; cancelled: () => void };

const FreshContext = createContext<Fresh>((work) => work());

/** Whatever is refused because the last proof of who it is is too old asks for another, and is done then. */
export function FreshProof({ security, children }: { security: Security; children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>();
  const fresh = useCallback<Fresh>(async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "step-up-needed") throw error;
      await new Promise<void>((resolve, reject) =>
        setAsked({ proved: resolve, cancelled: () => reject(new Problem(400, cancelled, "")) }),
      ).finally(() => setAsked(undefined));
      return work();
    }
  }, []);
  return (
    <FreshContext value={fresh}>
      {children}
      {asked && <ProofDialog security={security} onProved={asked.proved} onCancel={asked.cancelled} />}
    </FreshContext>
  );
}

const cancelled = "cancelled";

/** Something that changes how one signs in. Who thinks better of it is told nothing. */
export function useChange<T = void>(work: () => Promise<T>, done: (value: T) => void) {
  const fresh = useContext(FreshContext);
  const change = useMutation({ mutationFn: () => fresh(work), onSuccess: done });
  const isCancelled = change.error instanceof Problem && change.error.code === cancelled;
  return {
    start: () => change.mutate(),
    run: async () => void (await change.mutateAsync().catch(() => undefined)),
    busy: change.isPending,
    done: change.isSuccess,
    failure: isCancelled ? undefined : (change.error ?? undefined),
  };
}
