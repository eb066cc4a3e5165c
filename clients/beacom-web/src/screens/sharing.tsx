import type { Sharing } from "@beacom/api-client";
import { Bone, buttonClass, Empty, Note, RowBones, Section, Skeleton } from "@beacom/design";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { AddMember } from "#parts/add-member";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { MemberRow } from "#parts/member-row";
import { SureButton } from "#parts/sure-button";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { accountQuery, sharingQuery } from "#queries";

export function SharingScreen() {
  useTitle("sharing.title");
  const { t } = useWords();
  const { api } = useApp();
  const sharing = useQuery(sharingQuery(api));
  const account = useQuery(accountQuery(api));
  if (sharing.isPending || account.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("sharing.title")}>
        <div className="grid max-w-[36rem] gap-5">
          <Bone className="h-8 w-40" />
          <RowBones rows={2} />
          <Bone className="h-12 w-full" />
        </div>
      </Skeleton>
    );
  if (!sharing.data || !account.data)
    return (
      <Trouble
        screen={t("sharing.title")}
        error={sharing.error ?? account.error}
        onRetry={() => void Promise.all([sharing.refetch(), account.refetch()])}
        busy={sharing.isFetching || account.isFetching}
      />
    );
  const mayShare = account.data.bundles.some(({ shared, state }) => shared && state === "active");
  return <Shared sharing={sharing.data} mayShare={mayShare} />;
}

function Shared({ sharing, mayShare }: { sharing: Sharing; mayShare: boolean }) {
  const { t } = useWords();
  const { members, pool } = sharing;
  const nothing = !mayShare && members.length === 0 && !pool;
  return (
    <div className="grid max-w-[36rem] gap-8">
      <div className="-mb-6">
        <Title back="/me" lead={nothing ? undefined : t("sharing.lead")}>
          {t("sharing.title")}
        </Title>
      </div>
      {pool && <Pool phoneEnding={pool.phoneEnding} />}
      {nothing && (
        <Empty
          title={t("sharing.nothing")}
          action={
            <Link to="/top-up" className={buttonClass("primary")}>
              {t("nav.topUp")}
            </Link>
          }
        >
          {t("sharing.nothingText")}
        </Empty>
      )}
      {(mayShare || members.length > 0) && (
        <Section title={t("sharing.members")}>
          {members.length === 0 ? (
            <Empty title={t("sharing.empty")}>{t("sharing.emptyText")}</Empty>
          ) : (
            <ul
              aria-label={t("sharing.members")}
              className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface"
            >
              {members.map((member) => (
                <li key={member.memberId}>
                  <MemberRow member={member} />
                </li>
              ))}
            </ul>
          )}
        </Section>
      )}
      {mayShare && <AddMember />}
    </div>
  );
}

/** Whose bundles one may use, and the way out. */
function Pool({ phoneEnding }: { phoneEnding: string | null }) {
  const { t } = useWords();
  const { api } = useApp();
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: api.leavePool,
    onSuccess(sharing) {
      queries.setQueryData(["sharing"], sharing);
      void queries.invalidateQueries({ queryKey: ["account"] });
    },
  });
  return (
    <Note
      tone="deep"
      icon={<Users size={20} aria-hidden="true" />}
      title={phoneEnding ? t("sharing.pool", { ending: phoneEnding }) : t("sharing.poolSome")}
      action={
        <>
          <SureButton
            words={t("sharing.leave")}
            sure={t("sharing.leaveSure")}
            keep={t("sharing.keep")}
            busy={leave.isPending && t("sharing.busy")}
            onSure={() => leave.mutate()}
          />
          <Failure error={leave.error ?? undefined} />
        </>
      }
    >
      {t("sharing.poolText")}
    </Note>
  );
}
