import { readdir, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { developer, developersFolder } from './support/developers-folder.js';
import { documentedCommand } from './support/documented-command.js';
import { preCommitCommand } from './support/pre-commit.js';
import { removeSwarm, type Swarm, startSwarm } from './support/swarm.js';

/** What is wrong with stacks/stack-bad.yml of the developer's folder: HAProxy finds the second. */
const findings = [
  expect.stringMatching(/^stacks\/stack-bad\.yml:8: service bad: port="http" must be/),
  expect.stringMatching(
    /^stacks\/stack-bad\.yml:9: service worse: .* is refused by HAProxy: .*'no-such-word'/,
  ),
  '',
];

describe('the image', () => {
  let swarm: Swarm;
  beforeAll(async () => {
    swarm = await startSwarm(1, inject('imageFile'));
    await swarm.docker('run', '--detach', '--name', 'waggle', 'waggle:e2e', 'proxy');
  });
  afterAll(async () => await removeSwarm());

  it('becomes healthy', async () => {
    const health = () => swarm.docker('inspect', '--format', '{{.State.Health.Status}}', 'waggle');
    await vi.waitFor(async () => expect(await health()).toBe('healthy'), { timeout: 30_000, interval: 100 });
  });

  it('carries the long-term lines of HAProxy and Node.js', async () => {
    expect(await swarm.docker('exec', 'waggle', 'haproxy', '-v')).toMatch(/^HAProxy version 3\.4\./);
    expect(await swarm.docker('exec', 'waggle', 'node', '--version')).toMatch(/^v24\./);
  });

  it('leaves nothing that nobody reaps', async () => {
    const states = await swarm.docker('top', 'waggle', '-eo', 'pid,stat');
    expect(states.split('\n').filter((line) => line.includes('Z'))).toEqual([]);
  });

  describe('asked about files', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await developersFolder();
    });
    afterAll(async () => await rm(folder, { recursive: true }));
    const hook = (args: readonly string[], ...changed: readonly string[]) =>
      swarm.shell(preCommitCommand(args, changed), folder);

    it('lets a commit pass that HAProxy has nothing against', async () => {
      expect(await hook([], 'stacks/stack.yml', 'services.yml')).toEqual({
        code: 0,
        stdout: '',
        stderr: 'waggle: 1 service, 0 problems\n',
      });
    });

    it('refuses a commit with a bad label, or with one that HAProxy refuses', async () => {
      const { code, stdout } = await hook([], 'stacks/stack.yml', 'stacks/stack-bad.yml');
      expect(code).toBe(1);
      expect(stdout.split('\n')).toEqual(findings);
    });

    it('says when the hook is told nonsense', async () => {
      expect(await hook(['--stak', 'x'], 'stacks/stack.yml')).toMatchObject({ code: 2, stdout: '' });
      expect(await hook(['stacks/gone.yml'])).toMatchObject({ code: 2, stdout: '' });
    });

    it.each(['validate --haproxy stacks', 'validate stacks'])(
      'answers to "%s" as documented',
      async (words) => {
        const { code, stdout } = await swarm.shell(documentedCommand(words), folder);
        expect(code).toBe(1);
        expect(stdout.split('\n')).toEqual(findings);
      },
    );

    it('needs nothing but a place for HAProxy to write to', async () => {
      const { uid, gid } = developer;
      const bounds = `--user ${uid}:${gid} --cap-drop ALL --network none --read-only --tmpfs /tmp`;
      const command = documentedCommand('validate --haproxy stacks');
      const { code, stdout } = await swarm.shell(command.replace('--rm', `--rm ${bounds}`), folder);
      expect(code).toBe(1);
      expect(stdout.split('\n')).toEqual(findings);
    });

    it('explains routes as documented', async () => {
      const { code, stdout } = await swarm.shell(documentedCommand('explain'), folder);
      expect(code).toBe(0);
      expect(stdout).toContain('It goes to service shop');
    });

    it('leaves nothing with the files', async () => {
      expect(await readdir(folder)).toEqual(['proxy.env', 'services.yml', 'stacks']);
    });
  });

  it('explains routes of the proxy in it', async () => {
    const program = 'docker exec waggle node /app/dist/main.js';
    const asked = await swarm.shell(`${program} explain http://shop.acme.com/ --address 127.0.0.1:8080`, '/');
    expect(asked.code).toBe(1);
    expect(asked.stdout).toContain('Nothing takes it');
  });

  it('ends with code 0 when it is stopped', async () => {
    await swarm.docker('stop', 'waggle');
    expect(await swarm.docker('inspect', '--format', '{{.State.ExitCode}}', 'waggle')).toBe('0');
  });
});
