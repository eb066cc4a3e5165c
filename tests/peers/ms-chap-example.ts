/** RFC 2759 section 9.2 and RFC 3079 section 3.5.3: a login whose every octet is known, so that neither side of a test has to work it out. */
export const msChapExample = {
  username: "User",
  password: "clientPass",
  attributes: {
    "MS-CHAP-Challenge": "0x5b5d7c7d7b3f2f3e3c2c602132262628",
    "MS-CHAP2-Response": `0x010021402324255e262a28295f2b3a337c7e${"00".repeat(8)}82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df`,
  },
  /** With the last octet of the proof changed. */
  wrong: {
    "MS-CHAP-Challenge": "0x5b5d7c7d7b3f2f3e3c2c602132262628",
    "MS-CHAP2-Response": `0x010021402324255e262a28295f2b3a337c7e${"00".repeat(8)}82309ecd8d708b5ea08faa3981cd83544233114a3d85d6de`,
  },
  success: "S=407A5589115FD0D6209F510FE9C04566932CDA56",
  sendKey: "0x8b7cdc149b993a1ba118cb153f56dccb",
} as const;

/** Microsoft's text after the octet that says which question it answers. */
export const textAfterIdentifier = (hex: string | undefined): string =>
  Buffer.from((hex ?? "").slice(4), "hex").toString();
