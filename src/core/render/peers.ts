import { memoised } from '../memoised.js';
import type { Section } from '../rendered-config.js';
import type { RenderSettings } from './render-settings.js';
import type { LayOut } from './templates.js';

/**
 * Returns the section `peers waggle` where a stick-table of the operator's names it and no template declares it: with it a
 * table lives on over a reload (HAProxy manual, section 3.5). Where nothing names it, it would only be one more listener.
 */
export function createPeers(
  { peersSocket }: RenderSettings,
  layOut: LayOut,
): (sections: Iterable<Section>) => readonly Section[] {
  // Like a profile, it needs no reload of its own: what names it does.
  const section: Section = {
    name: 'peers waggle',
    kind: 'profile',
    text: layOut('peers.cfg.njk', { socket: peersSocket }),
  };
  return (sections) => {
    let named = false;
    for (const one of sections) {
      if (declares(one)) return [];
      named ||= names(one);
    }
    return named ? [section] : [];
  };
}

const names = memoised(({ text }: Section) =>
  /^[ \t]+stick-table[ \t].*[ \t]peers[ \t]+waggle\b/m.test(text),
);
const declares = memoised(({ text }: Section) => /^[ \t]*peers[ \t]+waggle[ \t]*$/m.test(text));
