import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A DNS server as Docker's is: it knows the names it is told, A records only, and a TTL of 600 s. */
export interface BenchDns {
  /** What it does with questions; `mute` says nothing at all, `refuse` says that it cannot, `deny` that there is no such name. */
  behave(how: Behaviour): void;
  close(): void;
}

type Behaviour = 'answer' | 'mute' | 'refuse' | 'deny';

/** Response, authoritative; recursion is available. */
const flags = [0x84, 0x80] as const;
const codes = { none: 0, serverFailure: 2, unknownName: 3 } as const;
const typeA = 1;
/** Before the question. */
const headerBytes = 12;

/**
 * Answers on port 53 of an address, with what `addressesOf` says of a name in lower case. Written by hand, since HAProxy asks it for
 * each of 10,000 names every second.
 */
export async function benchDns(
  address: string,
  addressesOf: (name: string) => readonly string[],
): Promise<BenchDns> {
  let behaviour: Behaviour = 'answer';
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 });
  const ways = { answer: addressesOf, refuse: undefined, deny: () => [] };
  socket.on('message', (query, { address: host, port }) => {
    if (behaviour === 'mute') return;
    socket.send(answer(query, ways[behaviour]), port, host);
  });
  socket.bind(53, address);
  await once(socket, 'listening');
  return {
    behave: (how) => {
      behaviour = how;
    },
    close: () => socket.close(),
  };
}

function answer(query: Buffer, addressesOf: ((name: string) => readonly string[]) | undefined): Buffer {
  const { name, end } = readQuestion(query);
  const addresses = addressesOf?.(name) ?? [];
  const known = addresses.length > 0;
  const code = addressesOf === undefined ? codes.serverFailure : known ? codes.none : codes.unknownName;
  const records = query.readUInt16BE(end - 4) === typeA ? addresses : [];
  const header = Buffer.from(query.subarray(0, headerBytes));
  header[2] = flags[0] | ((query[2] ?? 0) & 1);
  header[3] = flags[1] | code;
  for (const [at, count] of [1, records.length, 0, 0].entries()) header.writeUInt16BE(count, 4 + 2 * at);
  return Buffer.concat([header, query.subarray(headerBytes, end), ...records.map(record)]);
}

/** Returns the name in lower case and where the question ends: behind the name, type and class. */
function readQuestion(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

/** A pointer to the question's name, type A, class IN, 600 s, four bytes. */
function record(address: string): Buffer {
  return Buffer.from([
    0xc0,
    headerBytes,
    0,
    typeA,
    0,
    1,
    0,
    0,
    2,
    88,
    0,
    4,
    ...address.split('.').map(Number),
  ]);
}
