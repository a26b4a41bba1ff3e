import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { haproxyBin, haproxyVersions } from '../support/haproxy-versions.js';
import { runProgram } from '../support/run-program.js';

// The program as users run it: dist/main.js, built by hack/test, with the real HAProxy.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waggle-validate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (text: string): string => {
  const path = join(folder, 'stack.yml');
  writeFileSync(path, text);
  return path;
};
const aService = (name: string, ...labels: string[]) =>
  [`  ${name}:`, '    deploy:', '      labels:', '        com.df.notify: "true"']
    .concat(labels.map((label) => `        com.df.${label}`))
    .join('\n');
/** Nothing of this machine's own counts. */
const env = (bin: string) => ({
  HAPROXY_BIN: bin,
  SECRETS_DIR: join(folder, 'no-secrets'),
  TEMPLATES_DIR: join(folder, 'no-templates'),
  CERTS_DIR: join(folder, 'no-certs'),
  TMPDIR: folder,
});

describe.each(haproxyVersions)('waggle validate with HAProxy %s', (version) => {
  it('takes our own stacks, and what only the proxy has', async () => {
    const own = ['manifests/stack.yml', 'manifests/stack-all-in-one.yml', 'manifests/examples/hello.yml'];
    expect(await runProgram(['validate', '--haproxy', ...own], env(haproxyBin(version)))).toEqual({
      code: 0,
      stdout: '',
      stderr: 'waggle: 1 service, 0 problems\n',
    });
    const path = file(
      [
        'services:',
        aService('users', 'servicePath: /u', 'port: 80', 'usersSecret: x', 'usersPassEncrypted: true'),
        aService('tmpl', 'servicePath: /t', 'port: 80', 'templateFePath: fe', 'templateBePath: be'),
      ].join('\n'),
    );
    expect(await runProgram(['validate', '--haproxy', path], env(haproxyBin(version)))).toMatchObject({
      code: 0,
      stdout: '',
    });
  });

  it('tells which service HAProxy refuses, where it stands, and none of its secrets', async () => {
    const path = file(
      [
        'services:',
        aService('good', 'servicePath: /good', 'port: 80'),
        aService('bad', 'servicePath: /bad', 'port: 80', 'users: a:s3cr3t', 'backendExtra: acll x path /x'),
        aService('worse', 'servicePath: /worse', 'port: 80', 'backendExtra: no-such-word'),
      ].join('\n'),
    );
    const { code, stdout } = await runProgram(['validate', path], env(haproxyBin(version)));
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/stack.yml:8: service bad: .* is refused by HAProxy: .*'acll'/),
      expect.stringMatching(/stack.yml:16: service worse: .* is refused by HAProxy: .*'no-such-word'/),
      '',
    ]);
    expect(stdout).not.toContain('s3cr3t');
    expect(readdirSync(folder)).toEqual(['stack.yml']);
  });
});

describe('the exit code of waggle validate', () => {
  const noHaproxy = () => env('/no/haproxy');

  it('is 0 when nothing is wrong, with or without a HAProxy', async () => {
    const path = file(['services:', aService('web', 'servicePath: /', 'port: 80')].join('\n'));
    const unchecked = await runProgram(['validate', path], noHaproxy());
    expect(unchecked).toMatchObject({ code: 0, stdout: '' });
    expect(unchecked.stderr).toContain('not checked by HAProxy');
    expect(await runProgram(['validate', '--no-haproxy', path], noHaproxy())).toEqual({
      code: 0,
      stdout: '',
      stderr: 'waggle: 1 service, 0 problems\n',
    });
  });

  it('is 1 with problems, also as JSON', async () => {
    const path = file(['services:', aService('web', 'servicePath: /', 'port: x')].join('\n'));
    const { code, stdout } = await runProgram(['validate', '--json', '--no-haproxy', path], noHaproxy());
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ file: path, line: 7, service: 'web', parameter: 'port', kind: 'parameter' }],
      services: 1,
      checkedByHaproxy: false,
    });
  });

  it('comes after all that is said, however much it is', async () => {
    const services = Array.from({ length: 1500 }, (_, at) => aService(`s${at}`, 'servicePath: /', 'port: x'));
    const path = file(['services:', ...services].join('\n'));
    const { code, stdout } = await runProgram(['validate', '--no-haproxy', path], noHaproxy());
    expect(code).toBe(1);
    expect(stdout.split('\n')).toHaveLength(1501);
  });

  it.each([
    ['no file', []],
    ['a file that is not there', ['/no/stack.yml']],
    ['an option that is not known', ['--stak', 'x', '/no/stack.yml']],
  ])('is 2 for %s', async (_what, args) => {
    expect(await runProgram(['validate', ...args])).toMatchObject({ code: 2, stdout: '' });
  });

  it('is 0 with a note, or 2 when HAProxy is wanted, where there is no room for its files', async () => {
    const path = file('services:');
    const noRoom = { ...env(haproxyBin('3.4')), TMPDIR: join(folder, 'no-room') };
    const unchecked = await runProgram(['validate', path], noRoom);
    expect(unchecked).toMatchObject({ code: 0, stdout: '' });
    expect(unchecked.stderr).toContain(`not checked by HAProxy: ${noRoom.TMPDIR} cannot be`);
    expect(await runProgram(['validate', '--haproxy', path], noRoom)).toMatchObject({ code: 2, stdout: '' });
  });

  it('is 2 when HAProxy is wanted and not there', async () => {
    const path = file('services:');
    expect(await runProgram(['validate', '--haproxy', path], noHaproxy())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/no/haproxy'),
    });
  });
});
