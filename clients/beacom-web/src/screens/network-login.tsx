import { Problem as Refusal } from "@beacom/api-client";
import { Bone, Button, Skeleton } from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApp } from "#parts/app";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { networkCredentialQuery } from "#queries";

/** Behind a tap, fetched only then, and never kept on the device. */
export function NetworkLoginScreen() {
  useTitle("network.title");
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <div className="max-w-[36rem]">
      <Title back="/me" lead={t("network.lead")}>
        {t("network.title")}
      </Title>
      <div id="network-login" className="mb-4">
        {shown && <Credential />}
      </div>
      <Button
        kind={shown ? "second" : "primary"}
        wide
        aria-expanded={shown}
        aria-controls="network-login"
        onClick={() => setShown(!shown)}
      >
        {t(shown ? "network.hide" : "network.show")}
      </Button>
    </div>
  );
}

function Credential() {
  const { t } = useWords();
  const { api } = useApp();
  const query = networkCredentialQuery(api);
  const credential = useQuery({
    ...query,
    refetchInterval: ({ state }) => (state.error instanceof Refusal && state.error.status === 404 ? 2_000 : false),
  });
  if (credential.isPending)
    return (
      <Skeleton label={t("app.loading")}>
        <Bone className="h-36 w-full rounded-card" />
      </Skeleton>
    );
  if (!credential.data)
    return credential.error instanceof Refusal && credential.error.status === 404 ? (
      <p role="status" className="text-base text-quiet">
        {t("network.soon")}
      </p>
    ) : (
      <Trouble error={credential.error} onRetry={() => void credential.refetch()} busy={credential.isFetching} />
    );
  return (
    <dl className="divide-y divide-line rounded-card border border-line bg-surface">
      <Secret name={t("network.username")} value={credential.data.username} />
      {credential.data.password === "" ? (
        <div className="p-4">
          <dt className="text-sm text-quiet">{t("network.password")}</dt>
          <dd className="text-base">{t("network.passwordYours")}</dd>
        </div>
      ) : (
        <Secret name={t("network.password")} value={credential.data.password} />
      )}
    </dl>
  );
}

function Secret({ name, value }: { name: string; value: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 p-4">
      <dt className="text-sm text-quiet">{name}</dt>
      <dd className="col-start-1 font-mono text-base break-words select-all">{value}</dd>
      {/* The clipboard exists only on pages served with TLS. */}
      {"clipboard" in navigator && (
        <dd className="col-start-2 row-span-2 row-start-1">
          <button
            type="button"
            aria-label={`${t("network.copy")}: ${name}`}
            onClick={() => void copy()}
            className="min-h-12 min-w-16 cursor-pointer rounded-control px-3 text-base text-deep underline underline-offset-4"
          >
            <span role="status">{t(copied ? "network.copied" : "network.copy")}</span>
          </button>
        </dd>
      )}
    </div>
  );
}
