import { EapType } from "#codec/packet";
import type { ChallengeDeps, Method } from "#method/method";
import { proveChap } from "#proofs";

/** EAP-MD5 (RFC 3748 section 5.4): a CHAP challenge and its response, each as size, value and name. No keys. */
export function md5Method({ username, proofs, random, serverName }: ChallengeDeps): Method {
  const challenge = random(16);
  return {
    type: EapType.Md5,
    open: () => Buffer.concat([Uint8Array.of(challenge.length), challenge, Buffer.from(serverName)]),
    async hear(data, identifier) {
      if (data[0] !== 16 || data.length < 17) return { kind: "ignored", reason: "md5-value-of-wrong-size" };
      const proved = proveChap(await proofs(), { identifier, challenge, response: data.subarray(1, 17) });
      if (!proved.ok) return { kind: "refused", refusal: proved.error, username };
      return { kind: "accepted", method: "md5", username, msk: undefined };
    },
    close() {},
  };
}
