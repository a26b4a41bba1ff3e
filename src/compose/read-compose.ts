import * as E from 'fp-ts/lib/Either.js';
import type { Finding } from '../core/validation/finding.js';
import type { Place } from '../core/validation/place.js';
import type { ComposeService, LocatedLabel } from './compose-service.js';
import { type ReadLabel, readLabels } from './read-labels.js';
import { type Fill, readNetworks } from './read-networks.js';
import { substitute, type Variables } from './substitute.js';
import { type Entry, nodeAt, type YamlFile } from './yaml-file.js';

/** The services of a compose file, and what is wrong with how they are written. */
export interface ComposeFile {
  readonly services: readonly ComposeService[];
  readonly findings: readonly Finding[];
}

export interface ComposeOptions {
  /** The file's name in findings. */
  readonly path: string;
  readonly variables: Variables;
  /** Says which labels matter; others are left out. */
  readonly isOurs: (label: string) => boolean;
}

/**
 * Returns the services of a compose or stack file: `services.*`, of it labels and what Swarm needs to know. Those whose labels
 * Docker would refuse are left out: what else is to be said of them only follows from that.
 */
export function readCompose(file: YamlFile, options: ComposeOptions): ComposeFile {
  const findings: Finding[] = [];
  const services = (file.entries(nodeAt(file, file.root, 'services')) ?? []).map((entry) =>
    readService(file, entry, options, (finding) => void findings.push(finding)),
  );
  const refused = new Set(findings.filter(({ hint }) => !hint).map(({ service }) => service));
  return { services: services.filter(({ name }) => !refused.has(name)), findings };
}

type Report = (finding: Finding) => void;

function readService(
  file: YamlFile,
  { key: name, line, value }: Entry,
  options: ComposeOptions,
  report: Report,
): ComposeService {
  const { path, variables } = options;
  const fill: Fill = (text) => {
    const filled = substitute(text, variables);
    return E.isRight(filled) ? filled.right.text : '';
  };
  const deployed = (key: string) => fill(file.text(nodeAt(file, value, 'deploy', key)) ?? '');
  const service = (labels: string) =>
    labelsAt(file, value, { ...options, service: name, line, report }, labels);
  const mode = deployed('mode').startsWith('global') ? 'global' : 'replicated';
  return {
    name,
    place: { file: path, line },
    labels: service('deploy.labels'),
    containerLabels: new Map([...service('labels')].map(([label, { place }]) => [label, place])),
    mode,
    ...(mode === 'global' ? {} : { replicas: replicasOf(deployed('replicas')) }),
    endpointMode: deployed('endpoint_mode') === 'dnsrr' ? 'dnsrr' : 'vip',
    networks: readNetworks(file, value, fill),
  };
}

/** Docker takes nothing for one; what is no number it refuses by itself. */
function replicasOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 1;
}

interface LabelsOf extends ComposeOptions {
  readonly service: string;
  readonly line: number;
  readonly report: Report;
}

function labelsAt(
  file: YamlFile,
  node: unknown,
  { path, variables, isOurs, service, line, report }: LabelsOf,
  where: string,
): ReadonlyMap<string, LocatedLabel> {
  const labels = new Map<string, LocatedLabel>();
  const tell = (
    place: Place,
    parameter: string,
    finding: Pick<Finding, 'rule' | 'advice' | 'kind' | 'hint'>,
  ) => report({ service, parameter, value: '', place, ...finding });
  const given = readLabels(file, nodeAt(file, node, ...where.split('.')), variables);
  if (E.isLeft(given)) {
    const advice = 'correct it: Docker refuses the file, and the service is not looked at';
    tell({ file: path, line }, where, { rule: given.left, advice, kind: 'label', hint: false });
    return labels;
  }
  for (const read of given.right.filter(({ label }) => isOurs(label))) {
    const place = { file: path, line: read.line };
    if (E.isRight(read.value)) labels.set(read.label, { value: read.value.right, place });
    // Values of containers' labels matter to nobody here.
    if (where === 'deploy.labels') for (const found of faultsOf(read)) tell(place, read.label, found);
  }
  return labels;
}

function faultsOf({
  value,
  unset,
}: ReadLabel): readonly Pick<Finding, 'rule' | 'advice' | 'kind' | 'hint'>[] {
  if (E.isLeft(value)) {
    const advice = 'correct it: Docker refuses the file, and the service is not looked at';
    return [{ rule: value.left, advice, kind: 'variable', hint: false }];
  }
  return unset.map((name) => ({
    rule: `holds the variable ${name}, which is not set and counts as empty`,
    advice: 'set it, in the environment or by --env-file, or give it a default',
    kind: 'variable',
    hint: true,
  }));
}
