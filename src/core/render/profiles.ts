import { memoised } from '../memoised.js';
import type { Section } from '../rendered-config.js';
import { backendsOf } from './backend.js';
import { createProfileOf, type Profile, type ProfileOf, sectionName } from './profile.js';
import type { RenderSettings } from './render-settings.js';
import type { ServiceParts } from './service-parts.js';
import type { LayOut } from './templates.js';

/** What backends have in common, under the `defaults` of our frame. */
export interface Profiles {
  readonly of: ProfileOf;
  /**
   * Returns the profiles that are used or are likely to be, by name. They end with what holds for everything that is made from
   * none: HAProxy goes by the `defaults` that stands before it last.
   */
  readonly sections: (parts: readonly ServiceParts[]) => readonly Section[];
}

/** Returns the profiles of a renderer, which remembers them. */
export function createProfiles(settings: RenderSettings, layOut: LayOut): Profiles {
  const profileOf = createProfileOf(layOut);
  const textOf = memoised((profile: Profile) => layOut('profile.cfg.njk', profile));
  const likely = settings.likely.flatMap((spec) => backendsOf(spec, settings, layOut, profileOf).profiles);
  const sections = (parts: readonly ServiceParts[]) => {
    const declared = usesOf(likely, parts).map(
      ({ profile, services }): Section => ({
        name: sectionName(profile),
        kind: 'profile',
        sharedBy: services,
        text: textOf(profile),
      }),
    );
    return [...declared.sort((a, b) => (a.name < b.name ? -1 : 1)), rest];
  };
  return { of: profileOf, sections };
}

const rest: Section = { name: 'defaults from waggle', kind: 'frame', text: 'defaults from waggle\n' };

interface Use {
  readonly profile: Profile;
  readonly services: string[];
}

function usesOf(likely: readonly Profile[], parts: readonly ServiceParts[]): readonly Use[] {
  const uses = new Map<string, Use>(likely.map((profile) => [profile.name, { profile, services: [] }]));
  for (const { spec, profiles } of parts) {
    for (const profile of profiles) {
      const use = uses.get(profile.name);
      if (use === undefined) uses.set(profile.name, { profile, services: [spec.serviceName] });
      else if (use.services.at(-1) !== spec.serviceName) use.services.push(spec.serviceName);
    }
  }
  return [...uses.values()];
}
