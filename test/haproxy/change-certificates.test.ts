import { describe, expect, it } from 'vitest';
import type { CertificateChange } from '../../src/core/plan.js';
import { changeCertificates } from '../../src/haproxy/change-certificates.js';

const file = 'certs/folder/a.pem';
const success = 'Committing certs/folder/a.pem\nSuccess!\n\n';

/** Returns the commands, connection by connection. */
async function sent(change: CertificateChange, answer: string): Promise<readonly (readonly string[])[]> {
  const connections: (readonly string[])[] = [];
  await changeCertificates(
    async (commands) => {
      connections.push(commands);
      return answer;
    },
    [change],
  );
  return connections;
}

describe('changing certificates', () => {
  it('replaces the content of one', async () => {
    expect(await sent({ kind: 'certificate', file, pem: 'PEM\n' }, success)).toEqual([
      [`set ssl cert ${file} <<\nPEM\n`, `commit ssl cert ${file}`],
    ]);
  });

  it('adds one to the list when its content is there', async () => {
    const answer = `${success}Inserting certificate in crt-list..\nSuccess!\n`;
    expect(await sent({ kind: 'certificate_added', file, pem: 'PEM\n' }, answer)).toEqual([
      [
        `new ssl cert ${file}`,
        `set ssl cert ${file} <<\nPEM\n`,
        `commit ssl cert ${file}`,
        `add ssl crt-list crt-list.txt ${file}`,
      ],
    ]);
  });

  it.each([
    [`Transaction created for certificate ${file}!\nCan't commit ${file}!\n`, `Can't commit ${file}!`],
    [`Unknown command: 'SECRET'\n`, 'it did not succeed'],
    ['', 'it did not succeed'],
  ])('fails without telling the content when HAProxy does not take it: %j', async (answer, detail) => {
    await expect(sent({ kind: 'certificate', file, pem: 'SECRET\n' }, answer)).rejects.toMatchObject({
      error: { _tag: 'RuntimeApiFailed', command: `set ssl cert ${file} <<`, detail },
    });
  });

  it('fails when one of two steps did not succeed', async () => {
    await expect(sent({ kind: 'certificate_added', file, pem: 'PEM\n' }, success)).rejects.toThrow();
  });

  it('does not send what does not fit into a buffer of HAProxy', async () => {
    const large = sent({ kind: 'certificate', file, pem: 'x'.repeat(15_000) }, success);
    await expect(large).rejects.toMatchObject({
      error: { detail: 'the certificate is too large for a command' },
    });
  });
});
