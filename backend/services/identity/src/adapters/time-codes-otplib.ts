import { generateSecret, generateURI, verifySync } from "otplib";
import type { TimeCodes } from "#application/staff-ports";

const period = 30;

/** The clocks of phones and servers are seldom more than half a minute apart: one step to either side is enough. */
export const timeCodes = (issuer: string): TimeCodes => ({
  newSecret: () => generateSecret({ length: 20 }),
  uri: (secret, account) => generateURI({ issuer, label: account, secret, period }),
  stepOf(secret, code, at) {
    const epoch = Math.floor(at.getTime() / 1000);
    const found = verifySync({ secret, token: code, epoch, period, epochTolerance: period, strategy: "totp" });
    return found.valid && "timeStep" in found ? found.timeStep : undefined;
  },
});
