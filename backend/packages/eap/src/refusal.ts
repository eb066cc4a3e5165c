/** Why a peer was refused: for logs and for support, never told to the peer. `detail` holds no secrets. */
export type EapRefusal = {
  readonly kind: /** It wants none of the methods that are offered. */
    | "no-common-method"
    | "unknown-user"
    | "wrong-password"
    /** The account's password is kept in a form from which this method can prove nothing. */
    | "password-form-unusable"
    | "certificate-absent"
    /** `detail` is the kind that `clientCertificate` answered. */
    | "certificate-refused"
    /** `detail` is OpenSSL's reason, or what the handshake lacked. */
    | "tls-failed"
    /** What came through the tunnel is not what its method allows; `detail` is the codec's kind. */
    | "tunnel-malformed"
    /** It wants to be asked in the tunnel by a method that is not spoken here. */
    | "inner-method-unsupported"
    /** It does not accept our own proof, or our result. */
    | "refused-by-peer"
    | "too-many-rounds";
  readonly detail?: string;
};
