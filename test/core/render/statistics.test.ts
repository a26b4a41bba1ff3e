import { describe, expect, it } from 'vitest';
import { createRender } from '../../../src/core/render/render.js';
import type { Statistics } from '../../../src/core/render/statistics.js';
import { haproxyCfg, shownCfg } from '../../../src/core/rendered-config.js';
import { someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

const layOut = await projectLayOut();
const user = { name: 'bee', password: "it's $ecret" };
const configWith = (statistics: Statistics) =>
  createRender(someRenderSettings({ statistics }), layOut)([]).config;

describe('the statistics page', () => {
  it.each([80, 9000])('does not show its password on port %i', (port) => {
    const config = configWith({ port, uri: '/stats', user });
    expect(haproxyCfg(config)).toContain(`stats auth 'bee:it'\\''s $ecret'`);
    expect(shownCfg(config)).toContain('stats auth (hidden)');
    expect(shownCfg(config)).not.toContain('ecret');
  });

  it('is in the HTTP frontend where that has its port, and else on its own', () => {
    const frontends = (port: number) =>
      configWith({ port, uri: '/stats' })
        .sections.filter(({ text }) => text.includes('stats uri'))
        .map(({ name }) => name);
    expect(frontends(80)).toEqual(['frontend services']);
    expect(frontends(9000)).toEqual(['frontend stats']);
  });
});
