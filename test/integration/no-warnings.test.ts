import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConfigFolder } from '../../src/haproxy/config-folder.js';
import { certificateAuthority } from '../support/certificates.js';
import { type GoldenCase, goldenCases } from '../support/golden-cases.js';
import { allHaproxyVersions, haproxyBin } from '../support/haproxy-versions.js';
import { serveCase } from '../support/serve-case.js';

// Every golden case, read as the proxy reads it, with real certificates, by every HAProxy that is supported.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waggle-no-warnings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const authority = certificateAuthority();
const { pem } = authority.sign(['site.test']);

/** Everything that a setting adds, together. */
const everything: GoldenCase = {
  name: 'every setting and service at once',
  services: goldenCases().flatMap(({ services }) => services),
  settings: {
    BIND_PORTS: '81,8443 accept-proxy tfo:ssl',
    CAPTURE_REQUEST_HEADER: 'User-Agent:80',
    CHECK_RESOLVERS: 'true',
    COMPRESSION_ALGO: 'gzip deflate',
    COMPRESSION_TYPE: 'text/html',
    CONNECTION_MODE: 'http-server-close',
    DEBUG: 'true',
    DEBUG_ERRORS_ONLY: 'true',
    DEBUG_TCP_FORMAT: '%ci %b',
    ENABLE_H2: 'false',
    EXTRA_FRONTEND: [
      'use_backend %[str(nobody)] if { path /old }',
      'redirect scheme https if { hdr(host) -i old.test }',
      'option http-tunnel',
      'block if bad',
      'reqadd X-Load:\\ 5%',
      'acl bad src 203.0.113.0/24',
      'tcp-request content reject if bad',
      'tcp-request inspect-delay 1s',
      'tcp-request session reject if bad',
      'tcp-request connection reject if bad',
      'monitor-uri /alive',
      'http-response set-header X-Proxy waggle',
      'rspadd X-Other:\\ waggle',
    ].join(),
    EXTRA_GLOBAL: 'nbproc 2,tune.maxrewrite 4096,ssl-default-server-options no-sslv3',
    HTTPS_ONLY: 'true',
    RESOLVERS: 'hold valid 10s,timeout retry 2s,resolve_retries 3,accepted_payload_size 4096',
    SSL_BIND_OPTIONS: 'no-sslv3 no-tlsv10 no-tlsv11 no-tls-tickets',
    STATS_USER: 'bee',
    STATS_PASS: "it's # a $ecret",
    STATS_PORT: '9000',
    USERS: 'bee:honey',
  },
  certificates: ['site.pem'],
  hasClientCa: true,
};

const tables: GoldenCase = {
  name: 'stick-tables that outlive a reload',
  services: [
    {
      serviceName: 'shop',
      port: '80',
      servicePath: '/shop',
      backendExtra: 'stick-table type ip size 1k expire 1m peers waggle\nstick on src',
    },
  ],
  settings: {
    EXTRA_FRONTEND:
      'stick-table type ip size 1k expire 1m store http_req_rate(10s) peers waggle,http-request track-sc0 src',
  },
  certificates: [],
  hasClientCa: false,
};

const cases = [...goldenCases(), everything, tables];

describe.each(allHaproxyVersions)('HAProxy %s', (version) => {
  it.each(cases)('has nothing to say about $name', async (golden) => {
    const { config } = await serveCase(golden.services, { ...golden.settings, ...(await filesOf(golden)) });
    const written = await createConfigFolder(join(folder, 'config'));
    await written.write(config);
    expect(said(haproxyBin(version), written.path)).toBe('');
  });
});

/** Writes the files of a case and returns the settings that name them. */
async function filesOf(golden: GoldenCase): Promise<Readonly<Record<string, string>>> {
  const files = await mkdtemp(join(folder, 'files-'));
  const path = (name: string) => join(files, name);
  for (const name of ['certs', 'templates']) await mkdir(path(name));
  for (const name of golden.certificates) await writeFile(join(path('certs'), name), pem);
  await writeFile(path('ca.pem'), authority.cert);
  await writeFile(join(path('templates'), 'base'), golden.baseTemplate ?? '');
  return {
    CERTS_DIR: path('certs'),
    SECRETS_DIR: path('secrets'),
    ERRORFILES_DIR: path('errorfiles'),
    TEMPLATES_DIR: path('templates'),
    ...(golden.hasClientCa && { CA_FILE: path('ca.pem') }),
    ...(golden.baseTemplate !== undefined && { CFG_TEMPLATE_PATH: 'base' }),
  };
}

/** Returns HAProxy's warnings and alerts. */
function said(bin: string, cwd: string): string {
  const { status, stdout, stderr } = spawnSync(bin, ['-c', '-f', 'haproxy.cfg'], { cwd, encoding: 'utf8' });
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => /^\[(WARNING|ALERT)\]/.test(line));
  return [...lines, ...(status === 0 ? [] : [`exit code ${status}`])].join('\n');
}
