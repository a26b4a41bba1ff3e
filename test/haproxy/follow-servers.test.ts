import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DynamicBackend } from '../../src/core/rendered-config.js';
import { refused } from '../../src/haproxy/ask-worker.js';
import { createFollowers, type Followers } from '../../src/haproxy/follow-servers.js';
import { recordingLogger } from '../support/recording-logger.js';

const backend: DynamicBackend = {
  profile: 'defaults waggle-plain',
  serverOptions: 'check',
  discovery: { backend: 'b', hostname: 'tasks.b', port: 80, servers: ['b-1', 'b-2'] },
};

/** A worker that has one backend and does what it is told with its servers. */
function fakeWorker(isBusy = () => false) {
  const servers = new Map<string, { address: string; admin: number }>();
  const commands: string[] = [];
  const answer = (command: string): string => {
    if (command.startsWith('show')) return states();
    commands.push(command);
    const [verb, what, target = '', value = '', address = ''] = command.split(' ');
    const known = servers.get(target);
    if (verb === 'add') {
      servers.set(target, { address: value.split(':')[0] ?? '', admin: 1 });
      return 'New server registered.\n';
    }
    if (verb === 'enable' && what === 'server' && known) known.admin = 0;
    if (value === 'state' && known) known.admin = address === 'maint' ? 1 : 0;
    if (value === 'addr' && known) known.address = address;
    if (verb === 'del') {
      if (isBusy()) return 'Server still has connections attached to it, cannot remove it.\n';
      servers.delete(target);
    }
    return '\n';
  };
  const states = () =>
    [...servers]
      .map(([name, { address, admin }]) => {
        const server = name.split('/')[1];
        return `4 b 1 ${server} ${address} 2 ${admin} 1 1 3 1 0 0 0 0 0 0 - 80 - 0 0 - - 0`;
      })
      .join('\n');
  const serving = () =>
    [...servers.values()].flatMap(({ address, admin }) => (admin === 0 ? [address] : [])).sort();
  return { servers, commands, serving, ask: async (asked: readonly string[]) => asked.map(answer).join('') };
}

describe('servers of backends that were added at run time', () => {
  let followers: Followers | undefined;
  afterEach(() => {
    followers?.stop();
    vi.useRealTimers();
  });
  const follow = (resolve: () => Promise<readonly string[]>, worker = fakeWorker()) => {
    vi.useFakeTimers();
    const log = recordingLogger();
    followers = createFollowers({ resolve, accepts: async () => true, log });
    followers.follow([backend], worker.ask);
    return { worker, log, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
  };

  it('are added as soon as their name is known, and checked where that is asked for', async () => {
    let addresses: readonly string[] = [];
    const { worker, pass } = follow(async () => addresses);
    await pass(5_000);
    addresses = ['10.0.0.1'];
    await pass(50);
    expect(worker.commands).toEqual([
      'add server b/b-1 10.0.0.1:80 check',
      'enable health b/b-1',
      'enable server b/b-1',
    ]);
  });

  it('come before those they replace are retired, and these go', async () => {
    let addresses: readonly string[] = ['10.0.0.1'];
    const { worker, pass } = follow(async () => addresses);
    await pass(0);
    worker.commands.length = 0;
    addresses = ['10.0.0.2'];
    await pass(1_000);
    expect(worker.commands).toEqual([
      'add server b/b-2 10.0.0.2:80 check',
      'enable health b/b-2',
      'enable server b/b-2',
      'set server b/b-1 state maint',
      'del server b/b-1',
    ]);
  });

  it('stay while they have connections, and serve again when their address is back', async () => {
    let addresses: readonly string[] = ['10.0.0.1', '10.0.0.2'];
    const { worker, pass } = follow(
      async () => addresses,
      fakeWorker(() => true),
    );
    await pass(0);
    addresses = ['10.0.0.1'];
    await pass(3_000);
    expect([worker.serving(), worker.servers.size]).toEqual([['10.0.0.1'], 2]);
    addresses = ['10.0.0.1', '10.0.0.2'];
    await pass(1_000);
    expect(worker.serving()).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('stay when DNS fails, and for two seconds since their name was last there', async () => {
    const resolve = vi.fn(async (): Promise<readonly string[]> => ['10.0.0.1']);
    const { worker, pass } = follow(resolve);
    await pass(10_000);
    resolve.mockResolvedValue([]);
    await pass(1_900);
    expect(worker.serving()).toEqual(['10.0.0.1']);
    await pass(200);
    expect(worker.serving()).toEqual([]);
    resolve.mockResolvedValue(['10.0.0.1']);
    await pass(1_000);
    resolve.mockRejectedValue(new Error('SERVFAIL'));
    await pass(60_000);
    expect(worker.serving()).toEqual(['10.0.0.1']);
    resolve.mockResolvedValue([]);
    await pass(900);
    expect(worker.serving()).toEqual(['10.0.0.1']);
    await pass(1_200);
    expect(worker.servers.size).toBe(0);
  });

  it('are said to be refused when that goes on, not when a worker is being replaced', async () => {
    const worker = fakeWorker();
    let refusals = 2;
    const ask = async (asked: readonly string[]) => {
      refusals -= 1;
      if (refusals >= 0) throw refused('show servers state b', 'ECONNREFUSED');
      return await worker.ask(asked);
    };
    const { log, pass } = follow(async () => ['10.0.0.1'], { ...worker, ask });
    await pass(5_000);
    expect([worker.serving(), log.lines]).toEqual([['10.0.0.1'], []]);
    followers?.stop();
    refusals = Number.POSITIVE_INFINITY;
    followers?.follow([backend], ask);
    await pass(60_000);
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'servers not changed' }]);
  });

  it('are as many as there is room for, which is said once', async () => {
    const { worker, log, pass } = follow(async () => ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    await pass(10_000);
    expect(worker.serving()).toHaveLength(2);
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'more addresses than servers' }]);
  });

  it('are asked about only when there is something to do', async () => {
    const worker = fakeWorker();
    const ask = vi.fn(worker.ask);
    const { pass } = follow(async () => ['10.0.0.1'], { ...worker, ask });
    await pass(5_000);
    const calls = ask.mock.calls.length;
    await pass(60_000);
    expect(ask).toHaveBeenCalledTimes(calls);
  });

  it('are followed no more when the backend is gone, and anew at another worker', async () => {
    const resolve = vi.fn(async () => ['10.0.0.1']);
    const { worker, pass } = follow(resolve);
    await pass(0);
    const other = fakeWorker();
    followers?.follow([backend], other.ask);
    await pass(0);
    expect(other.serving()).toEqual(worker.serving());
    followers?.follow([], other.ask);
    resolve.mockClear();
    await pass(10_000);
    expect(resolve).not.toHaveBeenCalled();
  });
});
