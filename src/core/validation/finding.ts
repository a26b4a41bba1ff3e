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
  const { place, hint } = finding;
  const where = place === undefined ? 'waggle: ' : `${place.file}:${place.line}: `;
  return `${where}${hint ? 'hint: ' : ''}${wordsOf(finding)}`;
}

/** Where the value is not what matters, it is not mentioned. */
function wordsOf(finding: Finding): string {
  const { kind, service, parameter, rule, advice } = finding;
  switch (kind) {
    case 'label':
    case 'variable':
      return `service ${service}: ${parameter} ${rule}; ${advice}`;
    case 'shadowed':
      return `service ${service}: ${rule}; ${advice}`;
    default:
      return describeProblem(finding);
  }
}

/** Returns a problem as a finding, with the place of its cause. */
export function located(problem: Problem, kind: FindingKind, places: Places): Finding {
  const place = placeOf(places, problem);
  return { ...problem, kind, hint: false, ...(place && { place }) };
}
