import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { get } from '../support/haproxy-http.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { plainServices } from '../support/plain-services.js';
import { beginDownload, openWebSocket, type UpgradeServer, upgradeServer } from '../support/websocket.js';

const hosts = ['127.0.0.2', '127.0.0.3'] as const;
const waiting = { timeout: 20_000, interval: 20 };

describe.each(haproxyVersions)('long connections with HAProxy %s', (version) => {
  let bench: Bench;
  let dns: FakeDns;
  let port: number;
  let taskPort: number;
  let tasks: readonly UpgradeServer[];
  let ends: (() => void)[];

  beforeEach(async () => {
    [dns, port, taskPort] = await Promise.all([fakeDns(), freePort(), freePort()]);
    tasks = await Promise.all(hosts.map((host) => upgradeServer(host, taskPort)));
    bench = await openBench(version, { resolve: dns.resolve });
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends) end();
    await bench.close();
    dns.close();
    await Promise.all(tasks.map((task) => task.close()));
  });

  const apply = async (serverOptions: string, ...names: readonly string[]) => {
    const services = names.map((name) => ({ name, port: taskPort, serverOptions }));
    const resolvers = [`nameserver fake 127.0.0.1:${dns.port}`];
    return await bench.apply(plainServices({ port, resolvers, services }));
  };
  const runOn = async (name: string, ...addresses: readonly string[]) => {
    dns.set(`tasks.${name}`, addresses);
    await vi.waitFor(async () => {
      const answers = [];
      for (let left = 6; left > 0; left -= 1) answers.push((await get(port, `/${name}`)).body);
      expect([...new Set(answers)].sort()).toEqual(addresses);
    }, waiting);
  };
  /** Opens both kinds, and returns what tells whether they live. */
  const open = async (name: string) => {
    const socket = await openWebSocket(port, `/${name}`);
    const download = await beginDownload(port, `/${name}/download`);
    ends.push(socket.close, download.close);
    return async (text: string) => [await socket.say(text), await download.next()];
  };

  it('live on while others change, HAProxy is reloaded, and their own task leaves', async () => {
    await apply('', 'old');
    await runOn('old', '127.0.0.2');
    // On 3.4, this one is added to the running worker.
    await apply('', 'old', 'young');
    await runOn('young', '127.0.0.2');
    const connections = [await open('old'), await open('young')];
    const live = async (after: string) => {
      for (const task of tasks) task.send(after);
      for (const ask of connections) expect(await ask(after)).toEqual([after, after]);
    };
    await live('nothing');
    await apply('', 'old', 'young', 'other');
    await runOn('other', '127.0.0.3');
    await live('another came');
    await apply('', 'old', 'young');
    await live('it went');
    await Promise.all(['old', 'young'].map((name) => runOn(name, ...hosts)));
    await live('tasks came');
    await Promise.all(['old', 'young'].map((name) => runOn(name, '127.0.0.3')));
    await live('their own task is leaving');
    expect(await apply('maxconn 50', 'old', 'young')).toMatchObject({ kind: 'reload' });
    await live('a reload');
    await apply('maxconn 50', 'old');
    expect(await apply('maxconn 60', 'old')).toMatchObject({ kind: 'reload' });
    await live('their service is gone, and another reload');
  });
});
