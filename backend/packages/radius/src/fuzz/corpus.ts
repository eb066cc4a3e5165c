import { type Attribute, integerAttribute, textAttribute, vendorAttribute } from "#attribute";
import { chapRequest } from "#auth/chap";
import { msChapV2Request } from "#auth/ms-chap";
import { papRequest } from "#auth/pap";
import { Code, Type, Vendor } from "#code";
import { attributesOf } from "#dictionary/named";
import { eapAttributes, stateAttribute } from "#eap-message";
import { encodeReply, encodeRequest } from "#encode";
import { hideSalted } from "#hiding/salted";
import type { Secret } from "#secret";
import type { VendorFormats } from "#vendor-format";

export const username = "thandi@beacom.example";
export const password = "umbrella-4711-of-thandi";

/** Vendors that have a layout of their own. */
export const vendorFormats: VendorFormats = new Map([
  [429, { typeOctets: 4, lengthOctets: 0, continued: false }],
  [8164, { typeOctets: 2, lengthOctets: 2, continued: false }],
  [24757, { typeOctets: 1, lengthOctets: 1, continued: true }],
]);

/** A good packet of every kind, the same every time. */
export function packetsOf(secret: Secret): Uint8Array[] {
  const authenticator = new Uint8Array(16).fill(0x5c);
  const challenge = new Uint8Array(16).fill(0xc5);
  const request = { identifier: 1, authenticator, attributes: [textAttribute(Type.ProxyState, "42")] };
  const access = (attributes: readonly Attribute[]) =>
    encodeRequest({ code: Code.AccessRequest, identifier: 1, attributes, secret, authenticator, vendorFormats });
  const salted = (salt: number) => hideSalted(challenge, secret, authenticator, salt);
  const accept = attributesOf({
    "MS-MPPE-Send-Key": salted(0x8001),
    "MS-MPPE-Recv-Key": salted(0x8002),
    "Tunnel-Password": Uint8Array.of(1, ...salted(0x8003)),
    "Tunnel-Type:1": "L2TP",
    "Framed-IPv6-Prefix": "2001:db8::/56",
    Class: "0x01",
  });
  const report = attributesOf({
    "Acct-Status-Type": "Interim-Update",
    "Acct-Session-Id": "80f00001",
    "User-Name": username,
    "Acct-Input-Octets": 4_000_000_000,
    "Acct-Input-Gigawords": 3,
    "Framed-IP-Address": "100.64.0.9",
    "Framed-IPv6-Address": "2001:db8::9",
    "Framed-Interface-Id": "21b:63ff:fe84:45e6",
    "PMIP6-Home-IPv4-HoA": "10.1.0.0/16",
    "MIP6-Feature-Vector": 1n,
    "PKM-SAID": 7,
    "Event-Timestamp": 1_700_000_000,
    "Mikrotik-Rate-Limit": "2M/10M",
    "Cisco-AVPair": ["a=b", "c=d"],
    "ADSL-Agent-Circuit-Id": "0x0102",
  });
  const change = [textAttribute(Type.UserName, username), vendorAttribute(Vendor.Mikrotik, 8, "1M/1M")];
  return [
    access(papRequest({ username, password, authenticator, secret })),
    access(chapRequest({ username, password, challenge })),
    access(msChapV2Request({ username, password, challenge, peerChallenge: challenge }).attributes),
    access([...eapAttributes(new Uint8Array(300).fill(7)), stateAttribute(Uint8Array.of(1, 2))]),
    access([
      vendorAttribute(429, 70_000, 7),
      vendorAttribute(8164, 300, 7),
      vendorAttribute(24757, 3, "x".repeat(400)),
    ]),
    encodeRequest({ code: Code.StatusServer, identifier: 2, attributes: [], secret, authenticator }),
    encodeRequest({ code: Code.AccountingRequest, identifier: 3, attributes: report, secret }),
    encodeRequest({ code: Code.CoaRequest, identifier: 4, attributes: change, secret }),
    encodeRequest({ code: Code.DisconnectRequest, identifier: 5, attributes: change, secret }),
    ...[Code.AccessAccept, Code.AccessReject, Code.AccessChallenge].map((code) =>
      encodeReply({ code, request, attributes: accept, secret, messageAuthenticator: true }),
    ),
    encodeReply({
      code: Code.CoaNak,
      request,
      attributes: [integerAttribute(Type.ErrorCause, 503)],
      secret,
      messageAuthenticator: true,
    }),
  ];
}

export const dictionaryText = `# of nobody
VENDOR Acme 65001 format=2,1
BEGIN-VENDOR Acme
ATTRIBUTE Acme-Rate 0x0101 integer
ATTRIBUTE Acme-Key 2 octets[16] encrypt=2 # secret
ATTRIBUTE Acme-Group 3 tlv
ATTRIBUTE Acme-Group-Name 3.1 string
VALUE Acme-Rate Fast 1
END-VENDOR Acme
ATTRIBUTE Local-Tag 245 string has_tag,array
$INCLUDE dictionary.more
`;
