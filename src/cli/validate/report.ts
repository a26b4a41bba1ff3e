import { describeFinding, type Finding } from '../../core/validation/finding.js';
import type { Inspection } from './inspect.js';

/** Returns findings in the order of the files and their lines, each once; what stands in no file comes first. */
export function inOrder(findings: readonly Finding[], files: readonly string[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [describeFinding(finding), finding]));
  const fileOf = ({ place }: Finding) => (place === undefined ? -1 : files.indexOf(place.file));
  return [...unique.values()].sort(
    (a, b) => fileOf(a) - fileOf(b) || (a.place?.line ?? 0) - (b.place?.line ?? 0),
  );
}

/** Returns the report for programs: one JSON document, described in docs/cli.md. */
export function jsonReport({ findings, unchecked }: Inspection, services: number): string {
  const shown = (hints: boolean) => findings.filter(({ hint }) => hint === hints).map(forJson);
  const report = {
    problems: shown(false),
    hints: shown(true),
    services,
    checkedByHaproxy: unchecked === undefined,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function forJson({ place, service, parameter, value, rule, advice, kind }: Finding): object {
  const { file = null, line = null } = place ?? {};
  return { file, line, service, parameter, value, rule, advice, kind };
}

/** Returns the report for people: a line for each finding. */
export function textReport(findings: readonly Finding[]): string {
  return findings.map((finding) => `${describeFinding(finding)}\n`).join('');
}

/** Returns a sentence that sums up. */
export function summary(findings: readonly Finding[], services: number): string {
  const hints = findings.filter(({ hint }) => hint).length;
  const counts = [count(services, 'service'), count(findings.length - hints, 'problem')];
  return [...counts, ...(hints > 0 ? [count(hints, 'hint')] : [])].join(', ');
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
