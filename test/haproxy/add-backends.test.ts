import { describe, expect, it } from 'vitest';
import type { DynamicBackend } from '../../src/core/rendered-config.js';
import { addBackends } from '../../src/haproxy/add-backends.js';

const backend: DynamicBackend = {
  profile: 'defaults waggle-1f2e',
  serverOptions: 'ssl verify none',
  discovery: { backend: 'b', hostname: 'tasks.b', port: 443, servers: ['b-1', 'b-2'] },
};

const answers: readonly (readonly [RegExp, string])[] = [
  [/^add backend /, 'New backend registered.'],
  [/^add server /, 'New server registered.'],
  [/^publish /, 'Backend published.'],
];

/** A worker that answers as 3.4 does, but for one command. */
function fakeWorker(refusal?: readonly [command: string, answer: string]) {
  const commands: string[] = [];
  const answer = (command: string) => {
    commands.push(command);
    if (refusal && command.startsWith(refusal[0])) return `${refusal[1]}\n\n`;
    return `${answers.find(([pattern]) => pattern.test(command))?.[1] ?? ''}\n\n`;
  };
  return { commands, ask: async (asked: readonly string[]) => asked.map(answer).join('') };
}

describe('a backend that is added', () => {
  it('has a server for every known address before it is published', async () => {
    const worker = fakeWorker();
    await addBackends(worker.ask, [backend], new Map([['tasks.b', ['10.0.0.1', '10.0.0.2', '10.0.0.3']]]));
    expect(worker.commands).toEqual([
      'add backend b from waggle-1f2e mode http',
      'add server b/b-1 10.0.0.1:443 ssl verify none',
      'add server b/b-2 10.0.0.2:443 ssl verify none',
      'enable server b/b-1',
      'enable server b/b-2',
      'publish backend b',
    ]);
  });

  it('has none while its name is not known', async () => {
    const worker = fakeWorker();
    await addBackends(worker.ask, [backend], new Map());
    expect(worker.commands).toEqual(['add backend b from waggle-1f2e mode http', 'publish backend b']);
  });

  it.each([
    ['add backend', 'Error during backend creation : name is already used.'],
    ['add server', 'Already exists a server with the same name in backend.'],
    ['enable server', 'No such server.'],
    ['publish', 'something new'],
    ['publish', ''],
  ])('fails when %j is answered with %j', async (command, answer) => {
    const worker = fakeWorker([command, answer]);
    const result = addBackends(worker.ask, [backend], new Map([['tasks.b', ['10.0.0.1']]]));
    const detail = answer === '' ? 'no answer' : answer;
    await expect(result).rejects.toMatchObject({ error: { _tag: 'RuntimeApiFailed', detail } });
  });

  it('is published though HAProxy tells other news by the way', async () => {
    const worker = fakeWorker(['publish', 'Server a/a-1 is going DOWN for maintenance.\nBackend published.']);
    await expect(addBackends(worker.ask, [backend], new Map())).resolves.toBeUndefined();
  });
});
