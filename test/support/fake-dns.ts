import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type Packet } from 'dns-packet';

/** A DNS server on a loopback port that knows what it is told, as Docker's does: long TTLs, NXDOMAIN for the rest. */
export interface FakeDns {
  readonly port: number;
  /** Replaces the addresses of a name; none makes the name unknown. */
  set(hostname: string, addresses: readonly string[]): void;
  /** Says nothing at all while it is mute. */
  mute(isMute: boolean): void;
  /** What it would answer; rejects while it is mute. */
  resolve(hostname: string): Promise<readonly string[]>;
  close(): void;
}

const recursionAvailable = 0x80;
const nameError = 3;

export async function fakeDns(): Promise<FakeDns> {
  const known = new Map<string, readonly string[]>();
  let isMute = false;
  const socket = createSocket('udp4');
  socket.on('message', (message, { address, port }) => {
    if (!isMute) socket.send(encode(answer(decode(message), known)), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    set: (hostname, addresses) => void known.set(hostname, addresses),
    mute: (value) => {
      isMute = value;
    },
    resolve: async (hostname) => {
      if (isMute) throw new Error('no answer');
      return known.get(hostname) ?? [];
    },
    close: () => socket.close(),
  };
}

function answer({ id = 0, questions = [] }: Packet, known: ReadonlyMap<string, readonly string[]>): Packet {
  const answers = questions.flatMap(({ name, type }) =>
    type === 'A' ? (known.get(name) ?? []).map((data) => ({ type: 'A' as const, name, ttl: 600, data })) : [],
  );
  const isKnown = questions.some(({ name }) => (known.get(name)?.length ?? 0) > 0);
  const flags = recursionAvailable | (isKnown ? 0 : nameError);
  return { id, type: 'response', flags, questions, answers };
}
