// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the beginning of a variable
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readSwarmFiles } from '../../src/compose/swarm-files.js';

const folder = 'test/golden/validate';
const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));

const options = {
  notifyLabel: 'com.df.notify',
  serviceNamePrefix: '',
  proxyServiceName: 'proxy',
  separator: ',',
  stack: undefined,
  variables: { DOMAIN: 'example.org' },
};
const read = (text: string, over: Partial<typeof options> = {}) =>
  readSwarmFiles([{ path: 'a.yml', text }], { ...options, ...over });

describe('readSwarmFiles', () => {
  it('has an answer for whatever becomes of a file, with places that are in it', () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.nat(40),
        fc.constantFrom('', ':', '-', '[', '*web', '&x ', '"', '${', '\n  ', '~'),
      )
      .map(([text, at, length, piece]) => {
        const from = at % text.length;
        return text.slice(0, from) + piece + text.slice(from + length);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        const result = read(text);
        if (E.isLeft(result)) return result.left.every((line) => line.startsWith('a.yml'));
        const last = text.split('\n').length;
        return result.right.findings.every(
          ({ place }) => place !== undefined && place.line >= 1 && place.line <= last,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the place of a service whose name is empty', () => {
    expect(read('- serviceName:\n  servicPath: /typo\n')).toMatchObject(
      E.right({ findings: [{ service: '(without a name)', place: { line: 2 } }] }),
    );
  });

  it('finds services by the names that the proxy knows them by', () => {
    const text = [
      'services:',
      '  web:',
      '    deploy:',
      '      labels: { com.df.notify: "true", com.df.port: 1 }',
      '  off:',
      '    deploy: { labels: { com.df.notify: "false" } }',
    ].join('\n');
    const result = read(text, { serviceNamePrefix: 'eu-' });
    if (E.isLeft(result)) throw new Error(result.left.join());
    expect(result.right.services.map(({ serviceName }) => serviceName)).toEqual(['eu-web']);
    expect(result.right.places.get('eu-web')?.place).toEqual({ file: 'a.yml', line: 2 });
    expect(result.right.places.get('eu-web')?.parameters.get('port')).toEqual({ file: 'a.yml', line: 4 });
  });
});
