import { ok, type Result, refuse } from "@beacom/result";
import { cleanPng, type PngRefusal } from "#domain/settings-png";
import { safeSvg, type SvgRefusal } from "#domain/settings-svg";

export type Logo = { readonly mediaType: "image/png" | "image/svg+xml"; readonly content: Uint8Array };
export type LogoRefusal = PngRefusal | SvgRefusal | { readonly kind: "logo-too-large" | "logo-not-a-picture" };

export const mostLogoOctets = 200 * 1024;

/** What the octets are is seen from them, never from what a browser called them. */
export function readLogo(bytes: Uint8Array): Result<Logo, LogoRefusal> {
  if (bytes.length > mostLogoOctets) return refuse({ kind: "logo-too-large" });
  if (bytes[0] === 0x89) {
    const png = cleanPng(bytes);
    return png.ok ? ok({ mediaType: "image/png", content: png.value }) : png;
  }
  const text = textOf(bytes);
  if (text === undefined || !text.includes("<")) return refuse({ kind: "logo-not-a-picture" });
  const svg = safeSvg(text);
  return svg.ok ? ok({ mediaType: "image/svg+xml", content: new TextEncoder().encode(svg.value) }) : svg;
}

/** Undefined if it is not UTF-8: another encoding would be read otherwise by the next program. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
