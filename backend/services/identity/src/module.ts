import { newId } from "@beacom/ids";
import { outboxMigrations, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { AccountsService } from "@beacom/proto/identity/v1/accounts";
import { IdentityEvents, IdentityService } from "@beacom/proto/identity/v1/identity";
import { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { SecurityService } from "@beacom/proto/identity/v1/security";
import { StaffService } from "@beacom/proto/identity/v1/staff";
import { TeamService } from "@beacom/proto/identity/v1/team";
import type { ServiceModule } from "@beacom/runtime";
import { endedAccess } from "#adapters/ended-access";
import { oneTimeSecrets } from "#adapters/one-time-secrets";
import { argon2Passwords } from "#adapters/passwords-argon2";
import { passkeyChecks } from "#adapters/passkeys-simplewebauthn";
import { phoneReader } from "#adapters/phone-numbers";
import { recordsIn } from "#adapters/records-postgres";
import { sealingWith } from "#adapters/sealing";
import { signingKeysIn } from "#adapters/signing-keys";
import { sweep } from "#adapters/sweep";
import { timeCodes } from "#adapters/time-codes-otplib";
import {
  addUserWith,
  changeUserWith,
  getAccountUsersWith,
  removeUserWith,
  setCompanyWith,
} from "#application/accounts/account-users";
import { enterAccountWith, listAccountsToEnterWith } from "#application/accounts/enter-account";
import { confirmCodeWith } from "#application/confirm-code";
import { createFirstStaffWith } from "#application/create-first-staff";
import { createVerifiedCustomerWith } from "#application/create-verified-customer";
import {
  beginCustomerTotpWith,
  confirmCustomerTotpWith,
  getSecurityWith,
  renewCustomerRecoveryCodesWith,
  turnOffTotpWith,
} from "#application/customers/authenticator";
import { changePasswordWith } from "#application/customers/change-password";
import { beginPhoneChangeWith, confirmPhoneChangeWith } from "#application/customers/change-phone";
import { confirmSignInWith } from "#application/customers/sign-in-steps";
import { stepUpWith } from "#application/customers/step-up";
import { listDevicesWith, signOutDeviceWith, signOutEverywhereWith, signOutOthersWith } from "#application/devices";
import { findCustomerByPhoneWith } from "#application/find-customer-by-phone";
import { getCustomerWith } from "#application/get-customer";
import { listPasskeysWith, removePasskeyWith, renamePasskeyWith } from "#application/passkeys/own-passkeys";
import { beginPasskeyWith, finishPasskeyWith } from "#application/passkeys/register-passkey";
import {
  beginPasskeySignInWith,
  beginPasskeyStepUpWith,
  signInStaffWithPasskeyWith,
  signInWithPasskeyWith,
} from "#application/passkeys/sign-in-with-passkey";
import { refreshWith } from "#application/refresh";
import { registerWith } from "#application/register";
import { requestSignInCodeWith } from "#application/request-sign-in-code";
import { searchCustomersWith } from "#application/search-customers";
import { signInWith } from "#application/sign-in";
import { signOutWith } from "#application/sign-out";
import { acceptInvitationWith } from "#application/staff/accept-invitation";
import {
  createApiClientWith,
  issueClientTokenWith,
  listApiClientsWith,
  revokeApiClientWith,
} from "#application/staff/api-clients";
import { changeRoleWith, deactivateWith, reactivateWith } from "#application/staff/change-staff";
import { confirmStaffSignInWith } from "#application/staff/confirm-staff-sign-in";
import { defineRoleWith, listRolesWith, removeRoleWith } from "#application/staff/define-roles";
import {
  askElevationWith,
  decideElevationWith,
  endElevationWith,
  listElevationsWith,
} from "#application/staff/elevations";
import { beginTotpWith, confirmTotpWith } from "#application/staff/enrol-totp";
import { inviteStaffWith, withdrawInvitationWith } from "#application/staff/invite";
import { listTeamWith } from "#application/staff/list-team";
import { confirmSecondFactorWith, renewRecoveryCodesWith } from "#application/staff/own-second-factor";
import { refreshStaffWith } from "#application/staff/refresh-staff";
import { resetCustomerSecondFactorWith } from "#application/staff/reset-customer-second-factor";
import { resetSecondFactorWith } from "#application/staff/reset-second-factor";
import { seeAsCustomerWith } from "#application/staff/see-as-customer";
import { signInStaffWith } from "#application/staff/sign-in-staff";
import { IdentityConfig } from "#config";
import type { Passkey } from "#domain/passkey";
import type { Person } from "#domain/person";
import { privacyOffers, privacyPart } from "#privacy-part";
import { everyHour } from "#transport/every-hour";
import { accountsRpc } from "#transport/accounts-rpc";
import { identityRpc } from "#transport/identity-rpc";
import { passkeyRpc } from "#transport/passkey-rpc";
import { securityRpc } from "#transport/security-rpc";
import { staffRpc } from "#transport/staff-rpc";
import { teamRpc } from "#transport/team-rpc";

export const identity: ServiceModule<IdentityConfig> = {
  name: "identity",
  offers: [
    IdentityService,
    AccountsService,
    PasskeyService,
    SecurityService,
    StaffService,
    TeamService,
    ...privacyOffers,
    IdentityEvents,
  ],
  database: { schema: "identity", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] },
  readConfig: (env) => IdentityConfig.parse(env),
  async start({ config, peers, clock, log, metrics }) {
    const sql = connect(config.databaseUrl, { name: "identity" });
    const sealing = sealingWith(config.sealingKeys);
    const secrets = oneTimeSecrets(sealing);
    const keys = await signingKeysIn({ sql, sealing, at: clock() });
    const feed = serveFeed({ sql, listenUrl: config.databaseUrl, log });
    const families = metrics.counter("beacom_identity_token_reuse_total", "Sessions ended because a token came twice");
    const copies = metrics.counter(
      "beacom_identity_passkey_counts_backwards_total",
      "Passkeys of which a copy may be about",
    );
    const needs = {
      inTransaction: recordsIn(sql, { sealing, identifierHash: (text) => secrets.codeHash("identifier", text) }),
      passwords: await argon2Passwords(),
      secrets,
      accessTokens: keys,
      readPhone: phoneReader(),
      timeCodes: timeCodes(config.issuer),
      passkeyChecks: passkeyChecks(config.passkeys),
      newId: {
        customer: () => newId("customer"),
        staff: () => newId("staff"),
        verification: () => newId("verification"),
        tokenFamily: () => newId("tokenFamily"),
        accountUser: () => newId("accountUser"),
        invitation: () => newId("invitation"),
        elevation: () => newId("elevation"),
        apiClient: () => newId("apiClient"),
        passkey: () => newId("passkey"),
      },
      clock,
      reused(familyId: string, person: Person) {
        families.inc();
        log.warn({ familyId, personId: person.id }, "a refresh token came twice; its session was ended");
      },
      countedBackwards({ passkeyId, personId }: Passkey, counter: { kept: number; shown: number }) {
        copies.inc();
        log.warn({ passkeyId, personId, ...counter }, "a passkey counts backwards; there may be a copy of it");
      },
    };
    const rpc = identityRpc({
      register: registerWith(needs),
      confirmCode: confirmCodeWith(needs),
      requestSignInCode: requestSignInCodeWith(needs),
      signIn: signInWith(needs),
      refresh: refreshWith(needs),
      signOut: signOutWith(needs),
      getCustomer: getCustomerWith(needs),
      findCustomerByPhone: findCustomerByPhoneWith(needs),
      searchCustomers: searchCustomersWith(needs),
      createVerifiedCustomer: createVerifiedCustomerWith(needs),
      createFirstStaff: createFirstStaffWith(needs),
      jwksJson: () => keys.jwksJson(),
    });
    const passkeys = passkeyRpc({
      begin: beginPasskeyWith(needs),
      finish: finishPasskeyWith(needs),
      list: listPasskeysWith(needs),
      rename: renamePasskeyWith(needs),
      remove: removePasskeyWith(needs),
      beginSignIn: beginPasskeySignInWith(needs),
      signIn: signInWithPasskeyWith(needs),
      signInStaff: signInStaffWithPasskeyWith(needs),
      beginStepUp: beginPasskeyStepUpWith(needs),
    });
    const security = securityRpc({
      getSecurity: getSecurityWith(needs),
      confirmSignIn: confirmSignInWith(needs),
      stepUp: stepUpWith(needs),
      beginTotp: beginCustomerTotpWith(needs),
      confirmTotp: confirmCustomerTotpWith(needs),
      turnOffTotp: turnOffTotpWith(needs),
      renewRecoveryCodes: renewCustomerRecoveryCodesWith(needs),
      listDevices: listDevicesWith(needs),
      signOutDevice: signOutDeviceWith(needs),
      signOutOthers: signOutOthersWith(needs),
      changePassword: changePasswordWith(needs),
      beginPhoneChange: beginPhoneChangeWith(needs),
      confirmPhoneChange: confirmPhoneChangeWith(needs),
      resetSecondFactor: resetCustomerSecondFactorWith(needs),
    });
    const staff = staffRpc({
      signIn: signInStaffWith(needs),
      confirmSignIn: confirmStaffSignInWith(needs),
      beginTotp: beginTotpWith(needs),
      confirmTotp: confirmTotpWith(needs),
      renewRecoveryCodes: renewRecoveryCodesWith(needs),
      confirmSecondFactor: confirmSecondFactorWith(needs),
      refresh: refreshStaffWith(needs),
      signOut: signOutWith(needs),
      listDevices: listDevicesWith(needs),
      signOutDevice: signOutDeviceWith(needs),
      signOutEverywhere: signOutEverywhereWith(needs),
      resetSecondFactor: resetSecondFactorWith(needs),
    });
    const team = teamRpc({
      listTeam: listTeamWith(needs),
      invite: inviteStaffWith(needs),
      withdrawInvitation: withdrawInvitationWith(needs),
      acceptInvitation: acceptInvitationWith(needs),
      changeRole: changeRoleWith(needs),
      deactivate: deactivateWith(needs),
      reactivate: reactivateWith(needs),
      listRoles: listRolesWith(needs),
      defineRole: defineRoleWith(needs),
      removeRole: removeRoleWith(needs),
      askElevation: askElevationWith(needs),
      listElevations: listElevationsWith(needs),
      decideElevation: decideElevationWith(needs),
      endElevation: endElevationWith(needs),
      listApiClients: listApiClientsWith(needs),
      createApiClient: createApiClientWith(needs),
      revokeApiClient: revokeApiClientWith(needs),
      issueClientToken: issueClientTokenWith(needs),
      seeAsCustomer: seeAsCustomerWith(needs),
      endedAccess: () => endedAccess(sql, clock()),
      clock,
    });
    const privacy = privacyPart({ sql, sealing, peers, clock, log });
    const accounts = accountsRpc({
      getAccountUsers: getAccountUsersWith(needs),
      setCompany: setCompanyWith(needs),
      addUser: addUserWith(needs),
      changeUser: changeUserWith(needs),
      removeUser: removeUserWith(needs),
      listAccountsToEnter: listAccountsToEnterWith(needs),
      enterAccount: enterAccountWith(needs),
    });
    const hourly = everyHour(log, {
      ...privacy.chores,
      "rotating the signing key": () => keys.rotateIfOld(clock()),
      sweeping: async () => {
        const swept = await sweep(sql, clock());
        if (swept.forgotten > 0) log.info(swept, "what has served was forgotten");
      },
    });
    return {
      routes: (router) =>
        privacy
          .routes(router)
          .service(IdentityService, rpc)
          .service(AccountsService, accounts)
          .service(PasskeyService, passkeys)
          .service(SecurityService, security)
          .service(StaffService, staff)
          .service(TeamService, team)
          .service(IdentityEvents, { follow: (request, context) => feed.follow(request, context) }),
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        await hourly.close();
        await privacy.close();
        await feed.close();
        await sql.end({ timeout: 5 });
      },
    };
  },
};
