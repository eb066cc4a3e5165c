import { customerJson, instant } from "#application/from-proto";
import { customerDeviceJson } from "#application/security-json";
import { checked } from "#transport/graphql/checked";
import { asPerson, type Me, personOf } from "#transport/graphql/me";
import type { Shapes } from "#transport/graphql/shapes";
import { Id } from "#transport/schemas/common";
import { CodeSent, Customer } from "#transport/schemas/people";
import { NewPassword, NewPhone, NewPhoneConfirmation, Security } from "#transport/schemas/security";
import { Devices } from "#transport/schemas/staff";

const part = { access: "customer", asks: true, nullable: true } as const;

/** How whoever is signed in signs in, and where. */
export function securityFields({ builder, declare, output }: Shapes, me: Me): void {
  declare("customer", Security, "Device", Devices);
  builder.objectFields(me, (t) => ({
    security: t.field({
      ...part,
      type: output(Security),
      description: "How one signs in",
      resolve: (person, _args, { once, reading, services: { security } }) =>
        once("security", async () => {
          const { authenticator, recoveryCodesLeft, passkeys } = await security.getSecurity(
            {},
            asPerson(person, reading()),
          );
          return { authenticator, recoveryCodesLeft, passkeys };
        }),
    }),
    devices: t.field({
      ...part,
      type: output(Devices),
      description: "Where one is signed in",
      resolve: (person, _args, { once, reading, services: { security } }) =>
        once("devices", async () => {
          const { devices } = await security.listDevices({}, asPerson(person, reading()));
          return { devices: devices.map(customerDeviceJson) };
        }),
    }),
  }));
}

/** Signing devices out, and another password or phone; `step-up-needed` when the last proof of who it is has grown old. */
export function securityMutations({ builder, declare, input, output }: Shapes): void {
  declare("customer", CodeSent);
  builder.mutationFields((t) => ({
    signOutDevice: t.boolean({
      ...part,
      description: "Sign one device out",
      args: { sessionId: t.arg.string({ required: true }) },
      resolve: async (_root, args, context) => {
        const sessionId = checked(Id, args.sessionId, "sessionId");
        await context.services.security.signOutDevice({ sessionId }, asPerson(personOf(context), context.changing()));
        return true;
      },
    }),
    signOutOtherDevices: t.boolean({
      ...part,
      description: "Sign all other devices out",
      resolve: async (_root, _args, context) => {
        await context.services.security.signOutOtherDevices({}, asPerson(personOf(context), context.changing()));
        return true;
      },
    }),
    changePassword: t.boolean({
      ...part,
      description: "Change the password; all other devices are signed out",
      args: { input: t.arg({ type: input(NewPassword), required: true }) },
      resolve: async (_root, args, context) => {
        const asked = checked(NewPassword, args.input, "input");
        await context.services.security.changePassword(asked, asPerson(personOf(context), context.changing()));
        return true;
      },
    }),
    beginPhoneChange: t.field({
      ...part,
      type: output(CodeSent),
      description: "Have a code sent to another phone",
      args: { input: t.arg({ type: input(NewPhone), required: true }) },
      resolve: async (_root, args, context) => {
        const asked = checked(NewPhone, args.input, "input");
        await context.attempt("proofs");
        const { security } = context.services;
        const sent = await security.beginPhoneChange(asked, asPerson(personOf(context), context.changing()));
        return { verificationId: sent.verificationId, expiresAt: instant(sent.expiresAt) };
      },
    }),
    confirmPhoneChange: t.field({
      ...part,
      type: output(Customer),
      description: "Confirm the code, and move to the other phone",
      args: { input: t.arg({ type: input(NewPhoneConfirmation), required: true }) },
      resolve: async (_root, args, context) => {
        const asked = checked(NewPhoneConfirmation, args.input, "input");
        await context.attempt("proofs");
        const { security } = context.services;
        return customerJson(await security.confirmPhoneChange(asked, asPerson(personOf(context), context.changing())));
      },
    }),
  }));
}
