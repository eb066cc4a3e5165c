import Pdf from "pdfkit";
import { pageSize } from "#pdf/flow";
import { instantOfDate } from "#words/dates";

export type PdfIdentity = {
  readonly title: string;
  readonly author: string;
  readonly locale: string;
  /** ISO local date. The creation date is part of the octets: from the document and not from the clock, the same again is the same. */
  readonly date: string;
};

/** `whole` is tagged and keeps its pages until the end, for their numbers; `stream` lets go of each page when the next one begins. */
export function newPdf(identity: PdfIdentity, kind: "whole" | "stream"): PDFKit.PDFDocument {
  return new Pdf({
    pdfVersion: "1.7",
    size: [pageSize.width, pageSize.height],
    margin: 0,
    autoFirstPage: false,
    // None: the default is a font that would not be embedded.
    font: "",
    lang: identity.locale,
    displayTitle: true,
    tagged: kind === "whole",
    bufferPages: kind === "whole",
    info: {
      Title: inMetadata(identity.title),
      Author: inMetadata(identity.author),
      Creator: "Beacom",
      Producer: "Beacom",
      CreationDate: instantOfDate(identity.date),
    },
  });
}

/** pdfkit writes these into XML as they are. */
const inMetadata = (text: string): string => text.replace(/[&<>]/g, " ");
