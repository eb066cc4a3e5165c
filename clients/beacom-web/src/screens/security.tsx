import { Bone, RowBones, Skeleton } from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { useApp } from "#parts/app";
import { AppCodes } from "#parts/security/app-codes";
import { ChangePassword } from "#parts/security/change-password";
import { ChangePhone } from "#parts/security/change-phone";
import { DeviceList } from "#parts/security/device-list";
import { FreshProof } from "#parts/security/fresh-proof";
import { PasskeyList } from "#parts/security/passkey-list";
import { securityQuery } from "#parts/security/security-calls";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";

export function SecurityScreen() {
  useTitle("security.title");
  const { t } = useWords();
  const { api } = useApp();
  const asked = useQuery(securityQuery(api));
  if (asked.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("security.title")}>
        <div className="grid max-w-[36rem] gap-5">
          <Bone className="h-8 w-40" />
          <RowBones rows={2} />
          <Bone className="h-12 w-full" />
          <RowBones rows={2} />
        </div>
      </Skeleton>
    );
  if (!asked.data)
    return (
      <Trouble
        screen={t("security.title")}
        error={asked.error}
        onRetry={() => void asked.refetch()}
        busy={asked.isFetching}
      />
    );
  const { security, passkeys, devices } = asked.data;
  return (
    <FreshProof security={security}>
      <div className="grid max-w-[36rem] gap-8">
        <div className="-mb-6">
          <Title back="/me" lead={t("security.lead")}>
            {t("security.title")}
          </Title>
        </div>
        <PasskeyList passkeys={passkeys} />
        <AppCodes security={security} />
        <DeviceList devices={devices} />
        <ChangePassword />
        <ChangePhone />
      </div>
    </FreshProof>
  );
}
