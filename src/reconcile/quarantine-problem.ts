import type { Problem } from '../core/problem.js';
import type { Quarantined } from '../core/quarantined.js';

interface Refused extends Pick<Quarantined, 'service' | 'serves' | 'message'> {
  /** There is a last good version, which lets in what the refused one does not. */
  readonly isUnsafe: boolean;
}

/** Returns what is said of a service that HAProxy refused. */
export function quarantineProblem({ service, serves, message, isUnsafe }: Refused): Problem {
  const correction = /cannot bind/.test(message)
    ? 'choose another srcPort, or free the port on this host: it is tried again when the service changes'
    : 'correct its parameters';
  const unsafe = isUnsafe ? ', since its last good version would let in what this one does not' : '';
  const meanwhile = serves === 'last_good' ? 'it is served as before' : `the service is left out${unsafe}`;
  return {
    service,
    parameter: '(configuration)',
    value: '',
    rule: `is refused by HAProxy: ${message}`,
    advice: `${correction}; until then ${meanwhile}`,
  };
}
