/** What is wrong with a capture, and at which octet of it (from 0). */
export type CaptureRefusal = FileRefusal | PacketRefusal;

/** The file cannot be read further: it is the last item, but for fragments that then stay without the rest. */
export type FileRefusal =
  | {
      readonly kind:
        | "not-a-capture"
        /** The file ends inside its first header. */
        | "cut-in-header"
        | "unsupported-version"
        | "block-length-false"
        | "too-many-interfaces"
        | "option-overruns-block";
      readonly offset: number;
    }
  | { readonly kind: "record-too-long"; readonly offset: number; readonly octets: number }
  /** Of a whole pcap file, or of one interface of a pcapng file: then its packets are passed over, and the others follow. */
  | { readonly kind: "unsupported-link-type"; readonly offset: number; readonly linkType: number };

/** One packet cannot be read; the next follows. Of a datagram in fragments, `offset` is where its last one begins. */
export type PacketRefusal =
  | {
      readonly kind:
        | "packet-overruns-block"
        | "unknown-interface"
        | "time-out-of-range"
        | "frame-too-short"
        | "ip-version-false"
        | "ip-header-false"
        | "ip-overruns-frame"
        | "udp-length-false"
        | "fragment-length-false"
        | "fragment-beyond-longest"
        /** RFC 5722: the datagram is given up, with what else comes of it. */
        | "fragment-overlaps"
        | "fragment-of-fragment";
      readonly offset: number;
    }
  /** Captured with a snapshot length that is too short for it: `tcpdump -s 0` takes all. */
  | {
      readonly kind: "truncated-by-snaplen";
      readonly offset: number;
      readonly capturedOctets: number;
      readonly originalOctets: number;
    }
  /** `offset` is of the first fragment that came. */
  | {
      readonly kind: "fragments-missing";
      readonly offset: number;
      readonly because: "timeout" | "too-many-at-once" | "end-of-capture";
    };
