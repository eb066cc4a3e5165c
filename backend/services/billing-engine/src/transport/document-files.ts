import {
  type DocumentContent,
  documentHtml,
  documentPdf,
  type InvoiceDocument,
  type InvoiceRefusal,
  invoiceContent,
  isDocumentLanguage,
  type Language,
  type StatementDocument,
  type StatementRefusal,
  statementContent,
} from "@beacom/documents";
import { ok, type Result, refuse } from "@beacom/result";
import { oneOf } from "#transport/asked";
import { refusedAs } from "#transport/refusals";

export type Format = "pdf" | "html";
export type DocumentFile = { readonly content: Uint8Array<ArrayBuffer>; readonly mediaType: string };
/** Something the law or arithmetic asks for is missing: an address of the operator, a recipient that was erased. */
export type NotMade = { readonly kind: "document-not-made"; readonly because: string };

export const formatAsked = (format: string): Format => oneOf(["pdf", "html"], format, "format-not-offered");

/** Documents are written in a few languages; who speaks another reads them in English. */
export function languageAsked(tag: string): Language {
  if (tag === "") return "en";
  const { language } = localeOf(tag);
  return isDocumentLanguage(language) ? language : "en";
}

export const invoiceFile =
  (format: Format) =>
  (document: InvoiceDocument): Result<DocumentFile, NotMade> =>
    fileOf(invoiceContent(document), format);

export const statementFile = (document: StatementDocument, format: Format): Result<DocumentFile, NotMade> =>
  fileOf(statementContent(document), format);

function fileOf(
  content: Result<DocumentContent, InvoiceRefusal | StatementRefusal>,
  format: Format,
): Result<DocumentFile, NotMade> {
  if (!content.ok) return refuse({ kind: "document-not-made", because: becauseOf(content.error) });
  if (format === "pdf")
    return ok({ content: new Uint8Array(documentPdf(content.value)), mediaType: "application/pdf" });
  return ok({ content: new TextEncoder().encode(documentHtml(content.value)), mediaType: "text/html; charset=utf-8" });
}

const becauseOf = (refusal: InvoiceRefusal | StatementRefusal): string =>
  refusal.kind === "missing" ? `${refusal.what}-missing` : refusal.kind;

function localeOf(tag: string): Intl.Locale {
  try {
    return new Intl.Locale(tag);
  } catch {
    throw refusedAs("language-not-a-language");
  }
}
