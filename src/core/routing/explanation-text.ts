import type { Explanation, PassedOver } from './explanation.js';

/** Returns an explanation as text for people: what was asked, who gets it and why, and who was passed over. */
export function explanationText(explanation: Explanation): string {
  const { request, winner, before, passedOver, more, notes } = explanation;
  const { method, url, port, host, path } = request;
  const others = more === 0 ? [] : [`and ${more} more that are farther off`];
  return [
    `${method} ${url}\nentry port ${port}, host ${host}, path ${path}`,
    winner === null
      ? 'Nothing takes it: it is answered 503.'
      : section(`It goes to service ${winner.service} (backend ${winner.backend}):`, winner.why),
    section('Before the service sees it:', before),
    section('Passed over:', [...passedOver.map(passedOverText), ...others]),
    section('Not known here:', notes),
  ]
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('\n');
}

function passedOverText({ service, backend, words }: PassedOver): string {
  return `${service} (${backend}): ${words}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}
