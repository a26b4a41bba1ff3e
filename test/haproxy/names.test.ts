import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Discovery } from '../../src/core/rendered-config.js';
import { refused } from '../../src/haproxy/ask-worker.js';
import { retireEarlyServers, withEarlyServers } from '../../src/haproxy/early-servers.js';
import { createNames, type Names } from '../../src/haproxy/names.js';
import { lookupInterval } from '../../src/haproxy/poll-names.js';
import { parseServerStates } from '../../src/haproxy/server-state.js';
import { unresolvedNames } from '../../src/haproxy/unresolved-names.js';
import { recordingLogger } from '../support/recording-logger.js';

const discovery: readonly Discovery[] = ['one', 'two'].map((backend) => ({
  backend,
  hostname: 'tasks.demo',
  port: 8080,
  servers: ['demo-1', 'demo-2'],
}));

const everywhere = async () => true;

/** A worker whose servers have no address, and that takes dynamic ones in all backends but one. */
function fakeWorker(refuser?: string) {
  const early = new Map<string, string>();
  const commands: string[] = [];
  const stateOf = (backend: string) =>
    [
      `4 ${backend} 1 demo-1 - 0 32 1`,
      ...[...early].flatMap(([name, line]) => (name.startsWith(`${backend}/`) ? [line] : [])),
    ].join('\n');
  const answer = (command: string) => {
    if (command === 'show servers state') return `${stateOf('one')}\n${stateOf('two')}\n`;
    const [verb, , target = '', address = ''] = command.split(' ');
    if (verb === 'show') return `${stateOf(command.split(' ')[3] ?? '')}\n`;
    commands.push(command);
    if (verb !== 'add') return '\n';
    const [backend, server] = target.split('/');
    if (backend === refuser) return 'Backend must use a dynamic load balancing to support dynamic servers.\n';
    early.set(target, `4 ${backend} 9 ${server} ${address.split(':')[0]} 2 0 1`);
    return 'New server registered.\n';
  };
  return { commands, ask: async (asked: readonly string[]) => asked.map(answer).join('') };
}

describe('names that HAProxy does not know yet', () => {
  let names: Names | undefined;
  afterEach(() => {
    names?.stop();
    vi.useRealTimers();
  });

  it('are looked up quickly while they are new, and patiently later', () => {
    expect([0, 9_999, 10_000, 59_999, 60_000].map(lookupInterval)).toEqual([50, 50, 250, 250, 1_000]);
  });

  it('are looked up one at a time, however often the configuration changes behind a DNS that does not answer', async () => {
    const resolve = vi.fn(() => new Promise<readonly string[]>(() => {}));
    const worker = fakeWorker();
    names = createNames({ resolve, accepts: everywhere, log: recordingLogger() });
    names.watch(discovery, worker.ask);
    await vi.waitFor(() => expect(resolve).toHaveBeenCalledTimes(1));
    let seen = 0;
    const ask = async (commands: readonly string[]) => {
      seen += 1;
      return await worker.ask(commands);
    };
    for (let change = 1; change <= 20; change += 1) {
      names.watch([...discovery], ask);
      await vi.waitFor(() => expect(seen).toBe(change));
    }
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it('are looked for once more, not a hundred times, when a hundred backends lose their addresses', async () => {
    const answers: (() => void)[] = [];
    const ask = vi.fn(() => new Promise<string>((resolve) => answers.push(() => resolve(''))));
    names = createNames({ resolve: async () => [], accepts: everywhere, log: recordingLogger() });
    names.watch([], ask);
    for (let backend = 0; backend < 100; backend += 1) names.review();
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
    for (const answer of answers) answer();
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(3));
    answers.at(-1)?.();
    names.review();
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(4));
  });

  it('are looked after again when the worker was too busy to answer', async () => {
    vi.useFakeTimers();
    const worker = fakeWorker();
    let questions = 0;
    const ask = async (commands: readonly string[]) => {
      questions += 1;
      if (questions === 1) throw refused('show servers state', 'no complete answer');
      return await worker.ask(commands);
    };
    names = createNames({ resolve: async () => ['10.0.0.1'], accepts: everywhere, log: recordingLogger() });
    names.watch(discovery, ask);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(worker.commands).toContain('enable server two/_early-demo-1');
  });

  it('are left to HAProxy when there are hundreds, and a hundred of those that it does not find are served at a time', async () => {
    vi.useFakeTimers();
    const hundreds = Array.from({ length: 300 }, (_, number): Discovery => {
      return { backend: `b${number}`, hostname: `tasks.s${number}`, port: 80, servers: ['s-1'] };
    });
    let found = 0;
    const early = new Set<string>();
    const ask = async (commands: readonly string[]) =>
      commands
        .map((command) => {
          if (command.startsWith('add server')) early.add(command.split(' ')[2] ?? '');
          if (command.startsWith('add server')) return 'New server registered.\n';
          const states = hundreds.map(
            ({ backend }, number) => `4 ${backend} 1 s-1 ${number < found ? '10.0.0.1' : '-'} 0 0 1\n`,
          );
          return command.startsWith('show') ? states.join('') : '\n';
        })
        .join('');
    const resolve = vi.fn(async () => ['10.0.0.1']);
    names = createNames({ resolve, accepts: everywhere, log: recordingLogger() });
    names.watch(hundreds, ask);
    await vi.advanceTimersByTimeAsync(900);
    expect(resolve).not.toHaveBeenCalled();
    found = 150;
    await vi.advanceTimersByTimeAsync(500);
    expect(early.size).toBe(100);
  });

  it('are looked up once for all their backends, until they are known', async () => {
    const answers = [[], [], ['10.0.0.1', '10.0.0.2', '10.0.0.3']];
    const resolve = vi.fn(async () => answers.shift() ?? []);
    const worker = fakeWorker();
    names = createNames({ resolve, accepts: everywhere, log: recordingLogger() });
    names.watch(discovery, worker.ask);
    await vi.waitFor(() => expect(worker.commands).toHaveLength(8));
    expect(resolve).toHaveBeenCalledTimes(3);
    expect(worker.commands.slice(0, 4)).toEqual([
      'add server one/_early-demo-1 10.0.0.1:8080',
      'enable server one/_early-demo-1',
      'add server one/_early-demo-2 10.0.0.2:8080',
      'enable server one/_early-demo-2',
    ]);
  });

  it('are looked up again when the look-up fails', async () => {
    const resolve = vi.fn().mockRejectedValueOnce(new Error('no answer')).mockResolvedValue(['10.0.0.1']);
    const worker = fakeWorker();
    names = createNames({ resolve, accepts: everywhere, log: recordingLogger() });
    names.watch(discovery, worker.ask);
    await vi.waitFor(() => expect(worker.commands).toContain('enable server two/_early-demo-1'));
  });

  it('are served where a program listens already', async () => {
    const worker = fakeWorker();
    const accepts = async (address: string) => address === '10.0.0.2';
    const resolve = async () => ['10.0.0.1', '10.0.0.2'];
    names = createNames({ resolve, accepts, log: recordingLogger() });
    names.watch(discovery, worker.ask);
    await vi.waitFor(() => expect(worker.commands).toContain('enable server two/_early-demo-1'));
    expect(worker.commands).toContain('add server one/_early-demo-1 10.0.0.2:8080');
    expect(worker.commands.join()).not.toContain('10.0.0.1');
  });

  it('are served in the other backends when one takes no servers at run time, and nobody is asked again', async () => {
    const worker = fakeWorker('one');
    const log = recordingLogger();
    names = createNames({ resolve: async () => ['10.0.0.1'], accepts: everywhere, log });
    names.watch(discovery, worker.ask);
    await vi.waitFor(() => expect(log.lines).toHaveLength(2));
    expect(log.lines).toMatchObject([
      { level: 'info', message: 'name found', fields: { backends: ['two'] } },
      { level: 'debug', message: 'early servers refused' },
    ]);
    expect(worker.commands.filter((command) => command.startsWith('add server one/'))).toHaveLength(1);
  });
});

describe('names of one backend', () => {
  const states = parseServerStates(
    ['4 g 1 a 10.0.0.1 2 0 1', '4 g 2 b - 0 32 1', '4 g 3 _early-c 10.0.0.3 2 0 1', '4 g 4 c - 0 32 1'].join(
      '\n',
    ),
  );
  const inGroup = (server: string): Discovery => ({
    backend: 'g',
    hostname: server,
    port: 1,
    servers: [server],
  });

  it('are missing each for itself', () => {
    const missing = unresolvedNames([inGroup('a'), inGroup('b'), inGroup('c'), inGroup('gone')], states);
    expect([...missing.keys()]).toEqual(['b']);
  });

  it('have early servers each for itself', () => {
    expect(withEarlyServers([inGroup('a'), inGroup('b'), inGroup('c')], states)).toEqual([inGroup('c')]);
  });

  it('lose their early servers when their own have an address, and when their name is gone', async () => {
    const commands: string[] = [];
    const ask = async (asked: readonly string[]) => {
      commands.push(...asked);
      return ['4 g 1 a 10.0.0.1 2 0 1', '4 g 3 _early-c 10.0.0.3 2 0 1', '4 g 4 c - 0 32 1'].join('\n');
    };
    expect(await retireEarlyServers(ask, inGroup('c'), false)).toBe('there');
    expect(await retireEarlyServers(ask, inGroup('a'), false)).toBe('found');
    expect(await retireEarlyServers(ask, inGroup('b'), false)).toBe('missing');
    expect(commands).toEqual(Array(3).fill('show servers state g'));
    expect(await retireEarlyServers(ask, inGroup('c'), true)).toBe('there');
    expect(commands.slice(-2)).toEqual(['set server g/_early-c state maint', 'del server g/_early-c']);
  });
});
