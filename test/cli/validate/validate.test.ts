// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of compose files
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runValidate } from '../../support/run-validate.js';

const golden = 'test/golden/validate';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waggle-validate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, ...lines: string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const aStack = (service: string, ...labels: string[]) => [
  'services:',
  `  ${service}:`,
  '    deploy:',
  '      labels:',
  '        com.df.notify: "true"',
  ...labels.map((label) => `        com.df.${label}`),
];

describe('waggle validate', () => {
  it.each(readdirSync(golden).filter((name) => name.endsWith('.yml')))(
    'says of "%s" what it should',
    async (name) => {
      const path = `${golden}/${name}`;
      const { code, stdout, stderr } = await runValidate([path]);
      const report = `${stdout.replaceAll(golden, '…')}${stderr}exit code ${code}\n`;
      await expect(report).toMatchFileSnapshot(join(process.cwd(), path.replace(/\.yml$/, '.txt')));
    },
  );

  it('finds nothing wrong with our own stacks', async () => {
    const files = ['manifests', 'manifests/examples'].flatMap((where) =>
      readdirSync(where)
        .filter((name) => name.endsWith('.yml'))
        .map((name) => join(where, name)),
    );
    expect(files).toContain('manifests/stack.yml');
    expect(files).toContain('manifests/examples/hello.yml');
    expect(await runValidate(files)).toMatchObject({ code: 0, stdout: '' });
  });

  it('is one document with --json', async () => {
    const path = write('stack.yml', ...aStack('web', 'servicePath: /', 'port: x', 'timeoutServer: $SOON'));
    const { code, stdout } = await runValidate([path], { json: true });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      problems: [
        {
          file: path,
          line: 7,
          service: 'web',
          parameter: 'port',
          value: 'x',
          rule: 'must be a whole number from 1 to 65535',
          advice: 'correct it; until then this destination is left out',
          kind: 'parameter',
        },
      ],
      hints: [
        expect.objectContaining({ file: path, line: 8, parameter: 'com.df.timeoutServer', kind: 'variable' }),
      ],
      services: 1,
      checkedByHaproxy: true,
    });
  });

  it('shows no secret', async () => {
    const path = write(
      'stack.yml',
      ...aStack('web', 'servicePath: /', 'port: 80', 'users: "s3cr3t:,,:s3cr3t"', 'serviceCert: s3cr3t'),
    );
    const refusing = () => TE.left({ _tag: 'ConfigRejected', output: 'no' } as const);
    for (const json of [true, false]) {
      const { code, stdout, stderr } = await runValidate([path], { json }, {}, refusing);
      expect(code).toBe(1);
      expect(`${stdout}${stderr}`).not.toContain('s3cr3t');
    }
  });

  it('fills variables in from the environment first, then from the file', async () => {
    const path = write(
      'stack.yml',
      ...aStack('web', 'servicePath: /', 'port: ${WEB_PORT}', 'aclName: "${ACL}"'),
    );
    const envFile = write('.env', 'WEB_PORT=80', 'ACL=a b');
    expect((await runValidate([path], { envFile })).stdout).toContain('aclName="a b"');
    expect(await runValidate([path], { envFile }, { ACL: 'good' })).toMatchObject({ code: 0, stdout: '' });
  });

  it('checks all files as one swarm', async () => {
    const a = write('a.yml', ...aStack('a', 'servicePath: /a', 'port: 80', 'aclName: same'));
    const b = write('b.yml', ...aStack('b', 'servicePath: /b', 'port: 80', 'aclName: same'));
    const c = write('c.yml', '- { serviceName: c, servicePath: /c, port: 1, aclName: same }');
    const { code, stdout } = await runValidate([a, b, c]);
    expect(code).toBe(1);
    expect(stdout).toContain(`${b}:8: service b: aclName="same" is also the aclName of service a`);
    expect(stdout).toContain(`${c}:1: service c: aclName="same" is also the aclName of service a`);
  });

  it('tells services of one name in several files apart', async () => {
    const files = ['a', 'b'].map((name) =>
      write(`${name}.yml`, ...aStack('web', `servicePath: /${name}`, 'port: 80')),
    );
    expect(await runValidate(files)).toMatchObject({ code: 0, stdout: '' });
  });

  it('names services as the stack does', async () => {
    const path = write('stack.yml', ...aStack('web', 'servicePath: /', 'port: x'));
    expect((await runValidate([path], { stack: 'shop' })).stdout).toContain('service shop_web: port="x"');
    const short = write('short.yml', ...aStack('web', 'servicePath: /', 'port: x', 'shortName: "true"'));
    expect((await runValidate([short], { stack: 'shop' })).stdout).toContain(
      `${short}:7: service web: port="x"`,
    );
  });

  it('goes by the settings of the environment', async () => {
    const path = write(
      'stack.yml',
      ...aStack('web', 'servicePath: /;/b', 'port: 80', 'srcPort: 8000').map((line) =>
        line.replace('com.df', 'org.x'),
      ),
    );
    const env = { DF_NOTIFY_LABEL: 'org.x.notify', SEPARATOR: ';', DEFAULT_PORTS: '8000' };
    expect(await runValidate([path], {}, env)).toMatchObject({ code: 0, stdout: '' });
    const { stdout } = await runValidate([path], {}, { ...env, DEFAULT_PORTS: '80' });
    expect(stdout).toContain(`${path}:8: service web: srcPort="8000" is not a port the proxy listens on`);
  });

  it('misses secrets and templates only where their folder is', async () => {
    const path = write(
      'stack.yml',
      ...aStack(
        'web',
        'servicePath: /',
        'port: 80',
        'usersSecret: web',
        'usersPassEncrypted: "true"',
        'users: a,b',
      ),
      ...aStack('b', 'servicePath: /b', 'port: 80', 'templateFePath: /tmpl/fe', 'templateBePath: be').slice(
        1,
      ),
    );
    expect(await runValidate([path], {}, { TEMPLATES_DIR: '/tmpl' })).toMatchObject({ code: 0, stdout: '' });
    const { code, stdout } = await runValidate([path], {}, { SECRETS_DIR: folder, TEMPLATES_DIR: folder });
    expect(code).toBe(1);
    expect(stdout).toContain(`${path}:8: service web: usersSecret="web" there is no secret dfp_users_web`);
    expect(stdout).toContain(`${path}:18: service b: templateBePath="be" is not a file in ${folder}`);
  });

  it.each([
    [{ haproxy: true }, 2, 'there is none'],
    [{}, 0, '1 service, 0 problems; not checked by HAProxy: HAProxy cannot be used: there is none'],
    [{ haproxy: false }, 0, 'waggle: 1 service, 0 problems\n'],
  ])('with %j and without a HAProxy ends with %i', async (options, code, words) => {
    const path = write('stack.yml', ...aStack('web', 'servicePath: /', 'port: 80'));
    const missing = () => TE.left({ _tag: 'HaproxyUnusable', detail: 'there is none' } as const);
    const result = await runValidate([path], options, {}, missing);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
  });

  it('tells whom HAProxy refuses, each in turn, and goes on with the others', async () => {
    const path = write(
      'stack.yml',
      ...aStack('a', 'servicePath: /a', 'port: 80'),
      ...aStack('b', 'servicePath: /b', 'port: 80').slice(1),
      ...aStack('c', 'servicePath: /c', 'port: 80').slice(1),
    );
    const { code, stdout } = await runValidate([path], {}, {}, (_bin, { sections }) => {
      const guilty = ['a', 'c'].find((name) => sections.some(({ service }) => service === name));
      const output = `backend '${guilty}-be80_0' is not good`;
      return guilty === undefined ? TE.right(undefined) : TE.left({ _tag: 'ConfigRejected', output });
    });
    expect(code).toBe(1);
    expect(stdout.match(/:\d+: service . is refused|:\d+: service .: \(configuration\)/g)).toEqual([
      ':2: service a: (configuration)',
      ':14: service c: (configuration)',
    ]);
  });

  it('tells of a refusal that is nobody’s fault, and ends', async () => {
    const path = write('stack.yml', ...aStack('a', 'servicePath: /a', 'port: 80'));
    const refusing = () => TE.left({ _tag: 'ConfigRejected', output: 'unknown keyword' } as const);
    const { code, stdout } = await runValidate([path], {}, {}, refusing);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^waggle: service \(configuration\): .*unknown keyword/);
  });

  it.each([
    ['is not there', undefined, /stack.yml: cannot be read/],
    ['is not YAML', 'services: [', /stack.yml:2: is not YAML/],
    ['is neither', 'hello: world', /stack.yml: is neither a compose file .* nor a services file/],
    ['is empty', '', /stack.yml: is neither/],
    ['is a list of something else', '- 1', /stack.yml:1: item 1 must be a map/],
  ])('refuses a file that %s, with exit code 2', async (_what, text, words) => {
    const path = join(folder, 'stack.yml');
    if (text !== undefined) write('stack.yml', text);
    const { code, stdout, stderr } = await runValidate([path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });

  it('refuses an env file that cannot be used, settings that cannot be used, and folders', async () => {
    const path = write('stack.yml', 'services:');
    const envFile = write('.env', 'x');
    writeFileSync(envFile, '{');
    expect(await runValidate([path], { envFile })).toMatchObject({
      code: 2,
      stderr: `${envFile}: line 1 is not NAME=value\n`,
    });
    expect(await runValidate([path], { envFile: '/no/file' })).toMatchObject({ code: 2 });
    expect(await runValidate([path], {}, { PORT: 'x' })).toMatchObject({ code: 2 });
    mkdirSync(join(folder, 'sub'));
    expect(await runValidate([join(folder, 'sub')])).toMatchObject({ code: 2 });
    expect(await runValidate([path])).toMatchObject({ code: 0 });
  });
});
