import type { LabelNames } from '../core/snapshot/service-parameters.js';
import type { Finding } from '../core/validation/finding.js';
import type { ComposeService } from './compose-service.js';

/** Returns what is to be said of a service's labels before their values matter: in the wrong place, or for nothing. */
export function labelFindings(
  service: ComposeService,
  { notify }: Pick<LabelNames, 'notify'>,
): readonly Finding[] {
  const { name, labels, containerLabels } = service;
  const common = { service: name, value: '', kind: 'label' } as const;
  const misplaced = [...containerLabels].filter(([label]) => !labels.has(label));
  const [first] = misplaced;
  if (first !== undefined) {
    const [label, place] = first;
    const others = misplaced.length > 1 ? ` (and ${misplaced.length - 1} more)` : '';
    const rule = `is a label of the containers${others}, which nobody reads`;
    return [{ ...common, parameter: label, rule, advice: 'move it to deploy.labels', hint: false, place }];
  }
  const [given] = [...labels.values()];
  if (given === undefined || labels.has(notify)) return [];
  const advice = `without the label ${notify}: "true" the service is not routed to`;
  return [{ ...common, parameter: notify, rule: 'is missing', advice, hint: true, place: given.place }];
}
