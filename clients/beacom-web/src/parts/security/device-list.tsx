import type { Device } from "@beacom/api-client";
import { Section } from "@beacom/design";
import { deviceName } from "#device-name";
import { Failure } from "#parts/failure";
import { useChange } from "#parts/security/fresh-proof";
import { useSecurityCalls } from "#parts/security/security-calls";
import { SureButton } from "#parts/sure-button";
import { useWords } from "#parts/words";

export function DeviceList({ devices }: { devices: readonly Device[] }) {
  const { t } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const others = useChange(calls.signOutOtherDevices, askAgain);
  return (
    <Section title={t("security.devices")}>
      <ul
        aria-label={t("security.devices")}
        className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface"
      >
        {devices.map((device) => (
          <li key={device.sessionId} className="px-4 py-3">
            <DeviceRow device={device} />
          </li>
        ))}
      </ul>
      {devices.some(({ thisOne }) => !thisOne) && (
        <div>
          <SureButton
            words={t("security.signOutOthers")}
            sure={t("security.signOutOthersSure")}
            keep={t("security.cancel")}
            busy={others.busy && t("security.busy")}
            onSure={others.start}
          />
          <Failure error={others.failure} />
        </div>
      )}
    </Section>
  );
}

function DeviceRow({ device: { sessionId, device, lastUsedAt, thisOne } }: { device: Device }) {
  const { t, moment } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const signOut = useChange(() => calls.signOutDevice(sessionId), askAgain);
  const known = deviceName(device);
  const name = known ? t("security.browserOn", known) : t("security.someDevice");
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <div className="min-w-0">
          <p className="text-base font-semibold break-words">{name}</p>
          <p className="figures text-sm text-quiet">
            {thisOne ? t("security.thisDevice") : t("security.used", { time: moment(lastUsedAt) })}
          </p>
        </div>
        {!thisOne && (
          <SureButton
            words={t("security.signOut")}
            about={name}
            sure={t("security.signOutSure")}
            keep={t("security.cancel")}
            busy={signOut.busy && t("security.busy")}
            onSure={signOut.start}
          />
        )}
      </div>
      <Failure error={signOut.failure} />
    </>
  );
}
