import type { Sharing } from "@beacom/api-client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { SureButton } from "#parts/sure-button";
import { useWords } from "#parts/words";

/** One who uses the bundle: by the end of the number, which is what the owner knows of them. */
export function MemberRow({ member }: { member: Sharing["members"][number] }) {
  const { t, data } = useWords();
  const { api } = useApp();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.removeMember(member.memberId),
    onSuccess: (sharing) => void queries.setQueryData(["sharing"], sharing),
  });
  const { phoneEnding, octetsUsed, limitOctets } = member;
  const name = phoneEnding ? t("sharing.member", { ending: phoneEnding }) : t("sharing.memberSome");
  const used = data(octetsUsed);
  return (
    <div className="px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <div className="min-w-0">
          <p className="figures text-base font-semibold">{name}</p>
          <p className="figures text-sm text-quiet">
            {limitOctets === null
              ? `${t("sharing.used", { used })} · ${t("sharing.noLimit")}`
              : t("sharing.usedOf", { used, limit: data(limitOctets) })}
          </p>
        </div>
        <SureButton
          words={t("sharing.remove")}
          about={name}
          sure={t("sharing.removeSure")}
          keep={t("sharing.keep")}
          busy={remove.isPending && t("sharing.busy")}
          onSure={() => remove.mutate()}
        />
      </div>
      <Failure error={remove.error ?? undefined} />
    </div>
  );
}
