const day = 24 * 3_600_000;
const at = (msFromNow: number) => new Date(Date.now() + msFromNow).toISOString();

/** Somebody who has set up everything there is, and somebody who has a password. */
export const security = (all: boolean) =>
  all
    ? { authenticator: true, recoveryCodesLeft: 7, passkeys: 2 }
    : { authenticator: false, recoveryCodesLeft: 0, passkeys: 0 };

export const passkeys = (all: boolean) => ({
  passkeys: all
    ? [
        {
          passkeyId: "pky_2",
          name: "Samsung Internet on Android",
          addedAt: at(-day),
          lastUsedAt: null,
          backedUp: true,
        },
        { passkeyId: "pky_1", name: "the key on my ring", addedAt: at(-90 * day), lastUsedAt: at(0), backedUp: false },
      ]
    : [],
});

const phone =
  "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36";
const desk =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0";
export const devices = (all: boolean) => ({
  devices: [
    { sessionId: "fam_1", device: phone, signedInAt: at(-day), lastUsedAt: at(0), thisOne: true },
    ...(all
      ? [
          { sessionId: "fam_2", device: desk, signedInAt: at(-9 * day), lastUsedAt: at(-3 * day), thisOne: false },
          {
            sessionId: "fam_3",
            device: "curl/8.5.0",
            signedInAt: at(-9 * day),
            lastUsedAt: at(-9 * day),
            thisOne: false,
          },
        ]
      : []),
  ],
});

export const totpOffer = () => ({
  secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  uri: "otpauth://totp/Beacom:%2B27821234567?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Beacom&period=30",
  expiresAt: at(900_000),
});

const letters = "0123456789abcdefghjkmnpqrstvwxyz";
export const recoveryCodes = () => ({
  recoveryCodes: Array.from({ length: 10 }, (_, n) => `${letters.slice(n, n + 5)}-${letters.slice(n + 9, n + 14)}`),
});
