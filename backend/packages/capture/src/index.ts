export type { Counts } from "#counts";
export { type Capture, type CapturedDatagram, readCapture } from "#read-capture";
export type { CaptureRefusal, FileRefusal, PacketRefusal } from "#refusal";
export type { Endpoint, UdpDatagram } from "#udp";
