import { describeProblem, type Problem } from '../problem.js';
import { type Place, type Places, placeOf } from './place.js';

/** What found it: parsing parameters, looking at labels or variables in files, rendering, HAProxy, settings and their files. */
export type FindingKind = 'parameter' | 'label' | 'variable' | 'shadowed' | 'haproxy' | 'setting';

/** A problem that validation found, and where it stands. A hint is no fault: it may be meant. */
export interface Finding extends Problem {
  readonly kind: FindingKind;
  readonly hint: boolean;
  /** Absent where no file is at fault. */
  readonly place?: Place;
}

/** Returns the finding as one line, `FILE:LINE: …`, as editors and CI understand it. */
export function describeFinding(finding: Finding): string {
  const { place, hint, kind, service, parameter, rule, advice } = finding;
  const where = place === undefined ? 'waggle: ' : `${place.file}:${place.line}: `;
  const isAboutText = kind === 'label' || kind === 'variable';
  const words = isAboutText
    ? `service ${service}: ${parameter} ${rule}; ${advice}`
    : describeProblem(finding);
  return `${where}${hint ? 'hint: ' : ''}${words}`;
}

/** Returns a problem as a finding, with the place of its cause. */
export function located(problem: Problem, kind: FindingKind, places: Places): Finding {
  const place = placeOf(places, problem);
  return { ...problem, kind, hint: false, ...(place && { place }) };
}
