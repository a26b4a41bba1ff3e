import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { StaticServices } from '../src/core/static-services.js';
import { parseServicesFile } from '../src/parse-services-file.js';
import { someParameters } from './support/parameters.js';

const parse = (text: string) => parseServicesFile(text, ',');

describe('a services file', () => {
  it('is a list of parameter maps whose values are the texts that stand there', () => {
    const text = `
- serviceName: demo
  port: 8080
  isDefaultBackend: true
  replicas: 007
  userDef: 1.10
  servicePath.1: [/a, /b]
  reqPathReplace:
- { "serviceName": "json", "port": 80 }
`;
    expect(parse(text)).toEqual(
      E.right({
        services: [
          {
            serviceName: 'demo',
            port: '8080',
            isDefaultBackend: 'true',
            replicas: '007',
            userDef: '1.10',
            'servicePath.1': '/a,/b',
            reqPathReplace: '',
          },
          { serviceName: 'json', port: '80' },
        ],
        problems: [],
      }),
    );
  });

  it.each(['', '# nothing yet\n', '[]'])('%j holds no services', (text) => {
    expect(parse(text)).toEqual(E.right({ services: [], problems: [] }));
  });

  it('may share what services have in common', () => {
    const text = '- &base { serviceName: a, port: 80 }\n- { <<: *base, serviceName: b }\n';
    expect(parse(text)).toMatchObject(
      E.right({ services: [{ serviceName: 'a' }, { serviceName: 'b', port: '80' }] }),
    );
  });

  it('may share it among thousands', () => {
    const others = Array.from({ length: 3000 }, (_, at) => `- { <<: *base, serviceName: s${at} }\n`);
    const parsed = parse(`- &base { serviceName: a, port: 80 }\n${others.join('')}`);
    expect(E.map(({ services }: StaticServices) => services.length)(parsed)).toEqual(E.right(3001));
  });

  it.each([
    ['is no YAML', '- a: 1\n- { x: "s3cret', 'line 2: Missing closing'],
    ['is a map', 'serviceName: s3cret', 'it must be a list of maps of parameter names to values'],
    ['says a thing twice', '- port: 1\n  port: s3cret', 'line 2: Map keys must be unique'],
    ['has a text for a service', '- port: 1\n- s3cret', 'line 2: item 2 must be a map of parameter names'],
    [
      'has a map for a value',
      '- serviceName: a\n- serviceName: web\n  port: 1\n  users: { x: s3cret }',
      'line 4: service web: users must be a text, a number, true, false or a list of these',
    ],
    ['names an anchor that is not there', '- *s3cret', 'its aliases cannot be resolved'],
    ['is several', '- {a: 1}\n---\n- {b: s3cret}', 'line 2: Source contains multiple documents'],
  ])('that %s is refused, with the place and without showing what it holds', (_what, text, words) => {
    const parsed = parse(text);
    expect(parsed).toEqual(E.left(expect.stringContaining(words)));
    expect(JSON.stringify(parsed)).not.toContain('s3cret');
  });

  it('tells of names that are almost right and lets other names be', () => {
    const parsed = parse('- { serviceName: a, servicepath.2: /x, distribute: true, com.acme.team: x }');
    expect(parsed).toMatchObject(
      E.right({
        problems: [{ service: 'a', parameter: 'servicepath.2', advice: 'did you mean servicePath.2?' }],
      }),
    );
  });

  it('takes what controllers list with the names of other programs for no mistake', () => {
    const others = [
      'notify',
      'notifyService',
      'shortName',
      'scrapeNetwork',
      'scrapePort',
      'scrapeType',
      'nodeInfo',
    ];
    const more = [
      'alertName',
      'alertIf.1',
      'alertFor',
      'alertLabels',
      'metricsPath',
      'swarm.mode',
      'distribute',
    ];
    const service = Object.fromEntries([...others, ...more].map((name) => [name, 'x']));
    expect(parse(JSON.stringify([service]))).toMatchObject(E.right({ problems: [] }));
  });

  it('gives back what was written into it', () => {
    fc.assert(
      fc.property(fc.array(someParameters, { maxLength: 3 }), (services) => {
        expect(parse(stringify(services))).toEqual(E.right({ services, problems: [] }));
        expect(parse(JSON.stringify(services))).toEqual(E.right({ services, problems: [] }));
      }),
    );
  });

  it('never throws', () => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom('- ', ': ', '{', '}', '\n', '&a', '*a', '!!x', '"'), fc.string()),
    );
    fc.assert(fc.property(pieces, (text) => void parse(text.join(''))));
  });
});
