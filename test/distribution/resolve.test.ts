import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { dnsResolve, hostResolve } from '../../src/distribution/resolve.js';

type Answer = readonly string[] | 'NXDOMAIN' | 'SERVFAIL';
const codes = { NXDOMAIN: 3, SERVFAIL: 2 };

let socket: Socket | undefined;
afterEach(() => {
  socket?.close();
  socket = undefined;
});

/** A DNS server that gives one answer after the other, with the TTL of Docker's. */
async function serverWith(answers: Answer[]): Promise<{ server: string; asked: string[] }> {
  const asked: string[] = [];
  const udp = createSocket('udp4', (message, from) => {
    asked.push(nameIn(message));
    udp.send(reply(message, answers.shift() ?? 'SERVFAIL'), from.port, from.address);
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  socket = udp;
  return { server: `127.0.0.1:${udp.address().port}`, asked };
}

/** The name asked for: labels, each behind its length (RFC 1035, section 4.1.2). */
function nameIn(query: Buffer): string {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels.join('.');
}

/** Identifier and question as asked, then one record for each address (RFC 1035, section 4.1). */
function reply(query: Buffer, answer: Answer): Buffer {
  const addresses = typeof answer === 'string' ? [] : answer;
  const code = typeof answer === 'string' ? codes[answer] : 0;
  const header = Buffer.from([0, 0, 0x81, 0x80 | code, 0, 1, 0, addresses.length, 0, 0, 0, 0]);
  query.copy(header, 0, 0, 2);
  const question = query.subarray(12, 12 + nameIn(query).length + 2 + 4);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 2, 0x58, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, question, ...records]);
}

describe('looking up a name', () => {
  it('asks every time, whatever the TTL says', async () => {
    const { server } = await serverWith([['10.0.0.1'], ['10.0.0.1', '10.0.0.2']]);
    const resolve = dnsResolve([server]);
    expect(await resolve('tasks.proxy')).toEqual(['10.0.0.1']);
    expect(await resolve('tasks.proxy')).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('gives nothing for an unknown name, and tries no search domain', async () => {
    const { server, asked } = await serverWith(['NXDOMAIN']);
    expect(await dnsResolve([server])('tasks.proxy')).toEqual([]);
    expect(asked).toEqual(['tasks.proxy']);
  });

  it('fails when the server does, which is not the same as an unknown name', async () => {
    const { server } = await serverWith([]);
    await expect(dnsResolve([server])('tasks.proxy')).rejects.toThrow('ESERVFAIL');
  });

  it('takes an address for itself', async () => {
    expect(await dnsResolve([])('10.0.0.9')).toEqual(['10.0.0.9']);
  });

  it('goes on with the hosts file where that is wanted', async () => {
    expect(await hostResolve(async () => [])('localhost')).toContain('127.0.0.1');
    expect(await hostResolve(async () => ['10.0.0.1'])('localhost')).toEqual(['10.0.0.1']);
  });
});
