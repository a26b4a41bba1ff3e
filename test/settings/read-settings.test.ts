import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readSettings, settingsWithoutEffect } from '../../src/settings/read-settings.js';
import { settingsTable } from '../../src/settings.js';

const read = (env: Record<string, string>, secrets: Record<string, string> = {}) =>
  readSettings({ env, secret: (name) => secrets[name] });

/** What `option httplog` stands for (HAProxy manual, section 8.2.3). */
const httplog =
  '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r';

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(read({})).toMatchObject({
      right: { SERVICE_NAME: 'proxy', PORT: 8080, RESYNC: 30, DEBOUNCE: 100 },
    });
  });

  it('lets a secret win over the variable, without its trailing line breaks', () => {
    expect(read({ SERVICE_NAME: 'a' }, { dfp_service_name: 'b\r\n' })).toMatchObject({
      right: { SERVICE_NAME: 'b' },
    });
  });

  it('takes an empty value for one that is not set', () => {
    expect(read({ SERVICE_NAME: '' })).toMatchObject({ right: { SERVICE_NAME: 'proxy' } });
  });

  it('reads ports with options and TLS', () => {
    const text = '80, 81 accept-proxy,82  tfo ciphers A:B:ssl,443:ssl';
    expect(read({ DEFAULT_PORTS: text })).toMatchObject({
      right: {
        DEFAULT_PORTS: [
          { port: 80, options: '', ssl: false },
          { port: 81, options: 'accept-proxy', ssl: false },
          { port: 82, options: 'tfo ciphers A:B', ssl: true },
          { port: 443, options: '', ssl: true },
        ],
      },
    });
  });

  it.each([
    ['DEBUG_HTTP_FORMAT', '%ci %{+Q}r 100%% %[capture.req.hdr(0),lower]', true],
    ['DEBUG_HTTP_FORMAT', httplog, true],
    ['DEBUG_HTTP_FORMAT', '%nothing', false],
    ['DEBUG_HTTP_FORMAT', '100% of it', false],
    ['DEBUG_HTTP_FORMAT', '%[capture.req.hdr(0', false],
    ['DEBUG_TCP_FORMAT', '%ci\\ %b', true],
    ['DEBUG_TCP_FORMAT', '%ci %HU', false],
    ['SERVICE_DOMAIN_ALGO', 'hdr_dom(X-Host)', true],
    ['SERVICE_DOMAIN_ALGO', 'nonsense', false],
  ])('of %s=%s says whether HAProxy knows what it names: %j', (name, text, known) => {
    expect(E.isRight(read({ [name]: text }))).toBe(known);
  });

  it.each([
    ['PORT', '99999', 'must be a whole number from 1 to 65535'],
    ['LOG_LEVEL', 'loud', 'must be one of debug, info, warn, error'],
    ['DEFAULT_PORTS', '80,x', 'must be a list of'],
    ['DEFAULT_PORTS', '80 a\nb', 'must be a list of'],
    ['TIMEOUT_SERVER', '20s', 'must be a whole number'],
    ['HARD_STOP_AFTER', 'soon', 'must be a time such as'],
    ['CHECK_RESOLVERS', 'yes', 'must be true or false'],
    ['DEFAULT_REQ_MODE', 'udp', 'must be one of http, tcp, sni'],
    ['CAPTURE_REQUEST_HEADER', 'X-A:10,X-B', 'must be a list of `Header:length`'],
    ['CAPTURE_REQUEST_HEADER', 'X A:10', 'must be a list of `Header:length`'],
    ['EXTRA_FRONTEND', 'reqrep ^a b', 'HAProxy no longer has reqrep'],
    ['EXTRA_GLOBAL', 'maxconn 1\u0000', 'without other control characters'],
    ['DEBUG_HTTP_FORMAT', '"%ci', 'with closed quotes'],
    ['STATS_USER', 'a:b', 'must not hold ":"'],
    ['STATS_URI', 'stats', 'must begin with "/"'],
    ['COMPRESSION_ALGO', 'br', 'must be one or more of'],
    ['DF_NODE_POLLING_INTERVAL', 'often', 'must be a whole number of seconds'],
  ])('refuses %s=%j and says what is allowed', (name, value, rule) => {
    const settings = read({ [name]: value, RESYNC: 'x' });
    const refusals = E.isLeft(settings) ? settings.left : [];
    expect(refusals).toHaveLength(2);
    expect(refusals.find((refusal) => refusal.startsWith(`${name}=`))).toContain(rule);
  });

  it('has defaults that its own codecs accept', () => {
    for (const [name, row] of Object.entries(settingsTable)) {
      if (row.default !== '') expect(row.decode(row.default), name).toHaveProperty('right');
    }
  });

  it('does not show a secret that it refuses', () => {
    const settings = read({}, { dfp_stats_pass: 'hunter\u00002' });
    expect(settings).toMatchObject({
      left: [expect.stringContaining('STATS_PASS=(not shown) must not hold')],
    });
    expect(JSON.stringify(settings)).not.toContain('hunter');
  });

  it('reads what an …_ENV names in its place, variable or secret', () => {
    const env = { STATS_USER_ENV: 'MY_USER', MY_USER: 'bee', STATS_USER: 'ant', STATS_PASS_ENV: 'MY_PASS' };
    expect(read(env, { dfp_my_pass: 'honey\n' })).toMatchObject({
      right: { STATS_USER: 'bee', STATS_PASS: 'honey' },
    });
    expect(read(env, { dfp_stats_user: 'wasp' })).toMatchObject({ right: { STATS_USER: 'wasp' } });
    expect(read({ STATS_USER: 'ant' })).toMatchObject({ right: { STATS_USER: 'ant' } });
    expect(read({ MY_USER: 'bee' }, { dfp_stats_user_env: 'MY_USER\n' })).toMatchObject({
      right: { STATS_USER: 'bee' },
    });
  });

  it('splits raw lines at line breaks and at commas that stand outside of quotes and parentheses', () => {
    const text = 'acl a src 10.0.0.1,http-request set-header X-Net %[src,ipmask(24,64)]\n# a comment';
    expect(read({ EXTRA_FRONTEND: text })).toMatchObject({
      right: {
        EXTRA_FRONTEND: [
          'acl a src 10.0.0.1',
          'http-request set-header X-Net %[src,ipmask(24,64)]',
          '# a comment',
        ],
      },
    });
  });

  it('writes old lines as HAProxy wants them today', () => {
    const old = String.raw`option forceclose,nbproc 2,block if bad,reqadd X-Load:\ 5% if good,rspadd "X-A: b",clitimeout 5s`;
    expect(read({ EXTRA_FRONTEND: old })).toMatchObject({
      right: {
        EXTRA_FRONTEND: [
          'option httpclose',
          'http-request deny if bad',
          "http-request add-header X-Load '5%%' if good",
          "http-response add-header X-A 'b'",
          'timeout client 5s',
        ],
      },
    });
  });

  it('takes a log format with its spaces escaped, as HAProxy wants them, or plain', () => {
    const formats = { DEBUG_HTTP_FORMAT: String.raw`%ci\ %{+Q}r`, DEBUG_TCP_FORMAT: '%ci %b' };
    expect(read(formats)).toMatchObject({
      right: { DEBUG_HTTP_FORMAT: '%ci %{+Q}r', DEBUG_TCP_FORMAT: '%ci %b' },
    });
  });

  it('names what is given and changes nothing', () => {
    const settings = read({ MODE: 'swarm', REPEAT_RELOAD: 'true', CONNECTION_MODE: 'http-tunnel' });
    if (E.isLeft(settings)) throw new Error(settings.left.join());
    expect(settingsWithoutEffect(settings.right)).toEqual([
      expect.stringContaining('MODE has no effect'),
      expect.stringContaining('REPEAT_RELOAD has no effect'),
      expect.stringContaining('CONNECTION_MODE=http-tunnel has no effect'),
    ]);
  });
});
