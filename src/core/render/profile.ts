import { revisionOf } from '../revision.js';
import type { BackendBodyView } from './backend-view.js';
import type { LayOut } from './templates.js';

/** What backends of equal bodies are made `from`: a named `defaults` (HAProxy manual, section 4). */
export interface Profile {
  /** Follows from the body alone, so that nothing else changes the backends that name it. */
  readonly name: string;
  /** Complete lines. */
  readonly body: string;
}

/** Returns the name of the section that declares a profile. */
export function sectionName({ name }: Profile): string {
  return `defaults ${name}`;
}

/** Lays a body out and names it. */
export type ProfileOf = (view: BackendBodyView) => Profile;

/** Bodies that are remembered: far more than there are, where services are alike. */
const most = 1000;

/** Returns the function that makes profiles. Equal bodies are laid out and hashed once. */
export function createProfileOf(layOut: LayOut): ProfileOf {
  const known = new Map<string, Profile>();
  return (view) => {
    const key = JSON.stringify(view);
    const before = known.get(key);
    if (before !== undefined) return before;
    const body = layOut('backend-body.cfg.njk', view);
    const profile = { name: `waggle-${revisionOf([body])}`, body };
    if (known.size >= most) known.clear();
    known.set(key, profile);
    return profile;
  };
}
