import type { PrivacyService } from "@beacom/proto/identity/v1/privacy";
import type { Result } from "@beacom/result";
import { requireFresh, requireOwnOr, requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { AskMaySend, GetConsents, SayConsent, SayConsentRefusal } from "#application/privacy/consents";
import type {
  AskExport,
  AskExportRefusal,
  DownloadExport,
  DownloadExportRefusal,
  ListExports,
} from "#application/privacy/export-personal-data";
import type { PersonalDataExport } from "#domain/privacy/personal-data-export";
import { channels, type ConsentWord } from "#domain/privacy/consent";
import { freshMinutes } from "#transport/who-acts";
import { whoOf } from "#transport/who-asks";

const permission = "customers.privacy";

export type PrivacyUseCases = {
  getConsents: GetConsents;
  sayConsent: SayConsent;
  maySend: AskMaySend;
  askExport: AskExport;
  listExports: ListExports;
  downloadExport: DownloadExport;
};

export const privacyRpc = (useCases: PrivacyUseCases): ServiceImpl<typeof PrivacyService> => ({
  async getConsents({ customerId }, context) {
    requireOwnOr(context, customerId, permission);
    return consentsMessage(valueOrThrow(await useCases.getConsents(customerId)));
  },
  async sayConsent({ customerId, channel, granted, how, wording, language, note }, context) {
    requireOwnOr(context, customerId, permission);
    const form = { channel, granted, how, wording, language, note };
    return consentsMessage(valueOrThrow(await useCases.sayConsent({ by: whoOf(context), customerId, ...form })));
  },
  async maySend({ customerId, channel, marketing }, context) {
    requirePermission(context, "messages.send");
    const purpose = marketing ? "marketing" : "service";
    return valueOrThrow(await useCases.maySend({ customerId, channel, purpose }));
  },
  async askExport({ customerId, reason }, context) {
    requireOwnOr(context, customerId, permission);
    return exportMessage(valueOrThrow(await useCases.askExport({ by: whoOf(context), customerId, reason })));
  },
  async listExports({ customerId }, context) {
    requireOwnOr(context, customerId, permission);
    return { exports: (await useCases.listExports(customerId)).map(exportMessage) };
  },
  async downloadExport({ customerId, exportId }, context) {
    requireOwnOr(context, customerId, permission);
    requireFresh(context, freshMinutes);
    const content = valueOrThrow(await useCases.downloadExport({ by: whoOf(context), customerId, exportId }));
    return { content: Uint8Array.from(content), fileName: `personal-data-${customerId}.json` };
  },
});

function consentsMessage(words: readonly ConsentWord[]) {
  const latest = (channel: string) => words.findLast((word) => word.channel === channel);
  return {
    consents: channels.map((channel) => {
      const word = latest(channel);
      return { channel, granted: word?.granted ?? false, ...(word && { since: timestampFromDate(word.at) }) };
    }),
    history: words.toReversed().map(({ at, ...word }) => ({
      channel: word.channel,
      granted: word.granted,
      at: timestampFromDate(at),
      byWhom: word.byWhom,
      how: word.how,
      wording: word.wording,
      language: word.language,
      address: word.address,
      note: word.note,
    })),
  };
}

const exportMessage = ({ exportId, askedAt, askedBy, made }: PersonalDataExport) => ({
  exportId,
  askedAt: timestampFromDate(askedAt),
  askedBy,
  ...(made && {
    madeAt: timestampFromDate(made.at),
    goodUntil: timestampFromDate(made.goodUntil),
    octets: made.octets,
    missing: [...made.missing],
  }),
});

type Refusal = SayConsentRefusal | AskExportRefusal | DownloadExportRefusal;

const refusalCode = {
  "customer-unknown": Code.NotFound,
  "channel-unknown": Code.InvalidArgument,
  "way-unknown": Code.InvalidArgument,
  "wording-missing": Code.InvalidArgument,
  "language-missing": Code.InvalidArgument,
  "note-missing": Code.InvalidArgument,
  "consent-is-the-customers": Code.PermissionDenied,
  "customer-erased": Code.FailedPrecondition,
  "too-many-exports": Code.ResourceExhausted,
  "reason-missing": Code.InvalidArgument,
  "export-unknown": Code.NotFound,
  "export-not-made": Code.FailedPrecondition,
  "export-ended": Code.FailedPrecondition,
} satisfies Record<Refusal["kind"], Code>;

function valueOrThrow<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw new ConnectError(result.error.kind, refusalCode[result.error.kind]);
}
