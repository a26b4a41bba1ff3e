import { describe, expect, it } from 'vitest';
import { createPeers } from '../../../src/core/render/peers.js';
import type { Section } from '../../../src/core/rendered-config.js';
import { someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

const peers = createPeers(someRenderSettings(), await projectLayOut());
const section = (...lines: string[]): Section => ({
  name: 'backend a',
  kind: 'backend',
  text: ['backend a', ...lines.map((line) => `    ${line}`), ''].join('\n'),
});

describe('the section that carries stick-tables over a reload', () => {
  it('is there where a table names it', () => {
    const [found] = peers([
      section('balance roundrobin'),
      section('stick-table type ip size 1k peers waggle'),
    ]);
    expect(found?.text).toContain('peer waggle abns@waggle-test\n');
  });

  it.each(['stick-table type ip size 1k', 'stick-table type ip size 1k peers wagglers', 'stick on src'])(
    'is not there for %s',
    (line) => {
      expect(peers([section(line)])).toEqual([]);
    },
  );

  it('is not there where a template declares it', () => {
    const own: Section = {
      name: 'global',
      kind: 'frame',
      text: 'global\n\npeers waggle\n    peer a :10000\n',
    };
    expect(peers([own, section('stick-table type ip size 1k peers waggle')])).toEqual([]);
  });
});
