import type { SettingsService } from "@beacom/proto/admin/v1/settings";
import { requireFresh, requirePermission } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { ChangeOperatorSettings, SettingsViews } from "#application/settings";
import type { SettingsRefusal } from "#domain/settings";
import { type ChangeSettingsRefusal, settingsAt } from "#domain/settings-history";
import type { LogoRefusal } from "#domain/settings-logo";
import { refusalsOf } from "#transport/refusals-told";
import { bankAsked, draftAsked, logoAsked, publicMessage, versionMessage } from "#transport/settings-wire";
import { actOf, holds, pageOf } from "#transport/staff-acts";

const [managing, finance] = ["settings.manage", "settings.finance"];
const freshMinutes = 15;

const codes = {
  "logo-not-a-picture": Code.InvalidArgument,
  "logo-too-large": Code.InvalidArgument,
  "nothing-changed": Code.FailedPrecondition,
  "png-not-readable": Code.InvalidArgument,
  "reason-missing": Code.InvalidArgument,
  "reason-too-long": Code.InvalidArgument,
  "settings-changed-meanwhile": Code.Aborted,
  "settings-not-accepted": Code.InvalidArgument,
  "svg-not-safe": Code.InvalidArgument,
  "valid-from-passed": Code.InvalidArgument,
  "valid-from-too-late": Code.InvalidArgument,
  "version-unknown": Code.InvalidArgument,
} satisfies Record<(SettingsRefusal | ChangeSettingsRefusal | LogoRefusal)["kind"], Code>;

export function settingsRpc({
  views,
  change,
  clock,
}: {
  readonly views: SettingsViews;
  readonly change: ChangeOperatorSettings;
  readonly clock: Clock;
}): ServiceImpl<typeof SettingsService> {
  const answered = refusalsOf(codes);
  return {
    async getPublicSettings() {
      const now = settingsAt(await views.history(), clock());
      if (!now) throw new ConnectError("settings-not-made-yet", Code.NotFound);
      return publicMessage(now.settings);
    },
    async getLogo({ digest }) {
      const logo = await views.logo(digest);
      if (!logo) throw new ConnectError("logo-unknown", Code.NotFound);
      return logo;
    },
    async getSettings(_, context) {
      requirePermission(context, managing);
      const seesBank = holds(context, finance);
      const history = await views.history();
      const current = settingsAt(history, clock());
      const latest = history.at(-1);
      return {
        ...(current && { current: versionMessage(current, seesBank) }),
        ...(latest && latest !== current && { planned: versionMessage(latest, seesBank) }),
      };
    },
    async changeSettings(request, context) {
      const act = actOf(context, managing);
      const bank = bankAsked(request);
      if (bank.as !== "kept") {
        requirePermission(context, finance);
        requireFresh(context, freshMinutes);
      }
      const { settings, expectedVersion, validFrom, reason } = request;
      if (!settings) throw new ConnectError("settings-missing", Code.InvalidArgument);
      const made = await change({
        draft: draftAsked(settings),
        bank,
        logo: logoAsked(request),
        expectedVersion,
        validFrom: validFrom ? timestampDate(validFrom) : null,
        reason,
        act,
      });
      return versionMessage(answered(made), holds(context, finance));
    },
    async listSettingsVersions({ beforeVersion, limit }, context) {
      requirePermission(context, managing);
      const seesBank = holds(context, finance);
      const history = await views.history();
      const older = history.filter(({ version }) => beforeVersion === 0 || version < beforeVersion);
      const page = older.toReversed().slice(0, pageOf(limit));
      return { versions: page.map((known) => versionMessage(known, seesBank)) };
    },
  };
}
