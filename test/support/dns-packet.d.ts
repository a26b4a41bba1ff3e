declare module 'dns-packet' {
  export interface Question {
    readonly type: string;
    readonly name: string;
  }
  export interface Packet {
    readonly id?: number;
    readonly type?: 'query' | 'response';
    readonly flags?: number;
    readonly questions?: readonly Question[];
    readonly answers?: readonly { type: 'A'; name: string; ttl: number; data: string }[];
    readonly additionals?: readonly { readonly type: string }[];
  }
  export function decode(message: Buffer): Packet;
  export function encode(packet: Packet): Buffer;
}
