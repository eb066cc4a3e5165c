/** The operator's own number, which the gateway puts into the page (BEACOM_SUPPORT_PHONE); empty when none is set. */
export const supportPhone: string =
  document.querySelector<HTMLMetaElement>('meta[name="support-phone"]')?.content ?? "";
