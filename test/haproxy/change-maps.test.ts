import { describe, expect, it } from 'vitest';
import type { MapChange } from '../../src/core/plan.js';
import { changeMaps } from '../../src/haproxy/change-maps.js';

const map = 'maps/routes.map';
const applied = [{ name: map, match: 'beg', entries: new Map([['/known', 'a']]) }] as const;

/** Returns the commands, connection by connection. */
async function sent(changes: readonly MapChange[], answer = ''): Promise<readonly (readonly string[])[]> {
  const connections: (readonly string[])[] = [];
  const ask = async (commands: readonly string[]) => {
    connections.push(commands);
    return commands[0]?.startsWith('prepare') ? 'New version created: 3\n\n' : answer;
  };
  await changeMaps(ask, changes, applied);
  return connections;
}

describe('changing maps', () => {
  it('sets an entry that is there and adds one that is not, over one connection', async () => {
    const changes: MapChange[] = [
      { kind: 'put', map, key: '/known', value: 'b' },
      { kind: 'put', map, key: '/new', value: 'b' },
      { kind: 'put', map, key: '/new', value: 'c' },
      { kind: 'delete', map, key: '/known' },
      { kind: 'put', map, key: '/known', value: 'd' },
    ];
    expect(await sent(changes)).toEqual([
      [
        `set map ${map} /known b`,
        `add map ${map} <<\n/new b\n`,
        `set map ${map} /new c`,
        `del map ${map} /known`,
        `add map ${map} <<\n/known d\n`,
      ],
    ]);
  });

  it('escapes what would end a command or begin a payload', async () => {
    expect(await sent([{ kind: 'delete', map, key: '/a;b\\c<<' }])).toEqual([
      [`del map ${map} /a\\;b\\\\c\\<\\<`],
    ]);
  });

  it('replaces a map in the version that HAProxy makes for it', async () => {
    const entries = new Map([
      ['.b', 'y'],
      ['.a', 'x'],
    ]);
    expect(await sent([{ kind: 'replace', map, entries }])).toEqual([
      [`prepare map ${map}`],
      [`add map @3 ${map} <<\n.b y\n.a x\n`, `commit map @3 ${map}`],
    ]);
  });

  it('splits what does not fit into a buffer of HAProxy', async () => {
    const entries = new Map(
      Array.from({ length: 1_000 }, (_, index) => [`/a-rather-long-path-${index}`, 'backend']),
    );
    const [, commands = []] = await sent([{ kind: 'replace', map, entries }]);
    expect(commands.length).toBeGreaterThan(3);
    expect(Math.max(...commands.map((command) => Buffer.byteLength(command)))).toBeLessThan(16_384);
    expect(
      commands.flatMap((command) => command.split('\n').filter((line) => line.startsWith('/'))),
    ).toHaveLength(1_000);
  });

  it('fails when HAProxy has something to say', async () => {
    const failing = sent([{ kind: 'delete', map, key: '/x' }], 'Key not found.\n\n');
    await expect(failing).rejects.toMatchObject({
      error: { _tag: 'RuntimeApiFailed', command: `del map ${map} /x`, detail: 'Key not found.' },
    });
  });
});
