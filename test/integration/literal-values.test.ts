import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import { type Backend, echoBackend } from '../support/echo-backend.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const layOut = await projectLayOut();

/** Texts that careless quoting would change, in whatever place. */
const texts: readonly string[] = [
  "it's",
  "'",
  'say "hi"',
  'C:\\dir\\',
  '\\n \\x41',
  '100%',
  '50%d %zz %',
  '$HOME',
  `"$${'{HOME}'}"`,
  '# not a comment',
  '{} ; | ~ !',
  "' if { always_true }",
  '!{ ssl_fc }',
  'é 日本 🐝',
];

const inQuotes = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const inUtf8 = (text: string | undefined) => Buffer.from(text ?? '', 'latin1').toString('utf8');
const inLatin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What the service received, when it was asked. */
  readonly received: { readonly path: string; readonly headers: Readonly<Record<string, string>> };
}

describe.each(haproxyVersions)('values taken literally by HAProxy %s', (version) => {
  let bench: Bench;
  let backend: Backend;
  let port = 0;
  let upstream = 0;

  beforeAll(async () => {
    bench = await openBench(version);
    port = await freePort();
    upstream = await freePort();
    backend = await echoBackend({ service: 'demo', host: '127.0.0.1', port: upstream });
  });
  afterAll(async () => {
    await bench.close();
    await backend.close();
  });

  const serve = async (parameters: Parameters) => {
    const service = { serviceName: 'demo', outboundHostname: '127.0.0.1', port: String(upstream) };
    const read = createReadServices(someParseSettings({ entryPorts: [port] }));
    const { specs, problems } = read([{ ...service, ...parameters }]);
    const render = createRender(someRenderSettings({ binds: [{ port, options: '', ssl: false }] }), layOut);
    await bench.apply(render(specs).config);
    expect(problems).toEqual([]);
  };

  const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => {
          const { statusCode: status = 0, headers: answered } = response;
          const received = status === 200 ? JSON.parse(body) : { path: '', headers: {} };
          resolve({ status, headers: answered, received });
        });
      });
      outgoing.on('error', reject);
      outgoing.end();
    });

  it('are values of headers', async () => {
    const rules = [...texts, '%[src]', '%%'].map((text, n) => `X-${n} ${inQuotes(text)}`).join();
    await serve({ servicePath: '/', setReqHeader: rules, addResHeader: rules });
    const { received, headers } = await ask('/');
    [...texts, '127.0.0.1', '%'].forEach((text, n) => {
      if (n < texts.length) expect(inUtf8(String(headers[`x-${n}`]))).toBe(text);
      expect(inUtf8(received.headers[`x-${n}`])).toBe(text);
    });
  });

  it('are what conditions compare with', async () => {
    const rules = texts
      .map((text, n) => `X-${n} yes if { req.hdr(X-Kind) -m str -- ${inQuotes(text)} }`)
      .join();
    await serve({ servicePath: '/', setReqHeader: rules });
    for (const [n, text] of texts.entries()) {
      const { received } = await ask('/', { 'x-kind': inLatin1(text) });
      const set = texts.map((_, other) => received.headers[`x-${other}`] === 'yes');
      expect(set.indexOf(true)).toBe(n);
      expect(set.lastIndexOf(true)).toBe(n);
    }
  });

  it('are names and passwords of users', async () => {
    const users = texts.map((text, n) => `${n}${text.replaceAll(':', '')}:${text}`);
    await serve({ servicePath: '/', users: users.join() });
    const login = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
    for (const user of users) {
      const { status, received } = await ask('/', { authorization: login(user) });
      expect(status, user).toBe(200);
      expect(received.headers.authorization).toBeUndefined();
      expect((await ask('/', { authorization: login(`${user}x`) })).status).toBe(401);
      expect((await ask('/', { authorization: login(user.slice(0, -1)) })).status).toBe(401);
    }
  });

  const paths = [
    '/a%2Fb',
    "/it's",
    '/say"hi"',
    '/back\\slash',
    '/$HOME',
    `/"$${'{HOME}'}"`,
    '/a;b',
    '/~user',
    '/a|b',
    '/{x}',
    '/%[src]',
    '/100%',
    '/a:b',
    '/*',
    '/!{ssl_fc}',
    '/-f',
    '/--',
  ];

  it.each(['path', 'path -i', 'path_beg', 'path_end'])('are paths compared by %s', async (pathType) => {
    await serve({ servicePath: paths.join(), pathType });
    for (const path of paths) {
      const { status, received } = await ask(path);
      expect(status, path).toBe(200);
      expect(received.path).toBe(path);
    }
    expect((await ask('/nothing')).status).toBe(503);
    expect((await ask('/bin')).status).toBe(503);
  });

  it.each(['hdr(host)', 'hdr_sub(host)'])('are hosts compared by %s', async (serviceDomainAlgo) => {
    // To requests for hosts that cannot be, such as `a\\b`, HAProxy 3.4 answers 400.
    const hosts = ["it's.a", "'", '$home', 'a;b', 'a(b)', 'a=b&c', '!ssl_fc', '-f', '--'];
    await serve({ serviceDomain: hosts.join(), serviceDomainAlgo });
    for (const host of hosts) expect((await ask('/', { host })).status, host).toBe(200);
    expect((await ask('/', { host: 'nothing' })).status).toBe(503);
  });

  it('are headers and user agents that choose', async () => {
    for (const text of texts) {
      await serve({ servicePath: '/', serviceHeader: `X-Key:${text}`, userAgent: text });
      const chosen = {
        'x-key': inLatin1(text),
        'user-agent': `before ${inLatin1(text.toLowerCase())} after`,
      };
      expect((await ask('/', chosen)).status, text).toBe(200);
      expect((await ask('/', { ...chosen, 'x-key': 'other' })).status).toBe(503);
      expect((await ask('/', { ...chosen, 'user-agent': 'other' })).status).toBe(503);
    }
  });

  it.each([
    ["^/old's/(.*)$", "/it's/\\1", "/old's/x", "/it's/x"],
    ['^/old', '/"$HOME"/{x};~!|', '/old', '/"$HOME"/{x};~!|'],
    ['/a,b\\(c"d\\)', '/x,y', '/a,b(c"d)/z', '/x,y/z'],
    ['\\\\', '\\\\\\\\', '/a\\b', '/a\\\\b'],
    ['%2F', '/%%25%[src]', '/a%2Fb', '/a/%%25%[src]b'],
    ['/a+', '', '/aa/b', '/b'],
    ['/(a)(b)', '/\\2\\1', '/ab', '/ba'],
    ['[[:digit:]]{2,}', 'n', '/1/22', '/1/n'],
    ['(?i)^/DEMO', '/', '/demo', '/'],
  ])('are searched and put into paths: %s by %s', async (reqPathSearch, reqPathReplace, path, rewritten) => {
    await serve({ servicePath: '/', reqPathSearch, reqPathReplace });
    expect((await ask(path)).received.path).toBe(rewritten);
  });
});
