import { crtListFile } from '../certificates/render-certificates.js';
import type { RenderSettings } from './render-settings.js';

/** The authorities that clients are verified against, relative to the configuration folder. */
export const clientCaFile = 'ca.pem';

/** Returns the ports that are really bound: a TLS port only with a certificate. */
export function boundPorts(
  { binds }: Pick<RenderSettings, 'binds'>,
  hasCertificates: boolean,
): RenderSettings['binds'] {
  return binds.filter(({ ssl }) => !ssl || hasCertificates);
}

/** HAProxy does not start without a listener; nobody reaches this one, in the folder of its configuration. */
const nowhere = 'unix@nowhere.sock';

/** Returns what follows `bind` for each port of the HTTP frontend; further words come last, so that they win. */
export function bindLines(settings: RenderSettings, hasCertificates: boolean): readonly string[] {
  const lines = boundPorts(settings, hasCertificates).map(({ port, options, ssl }) =>
    [`*:${port}`, ...(ssl ? tlsWords(settings) : []), options].join(' ').trim(),
  );
  return lines.length === 0 ? [nowhere] : lines;
}

/**
 * A client with a certificate that cannot be verified is let in: services that want a good one refuse its requests, the
 * others do not care.
 */
function tlsWords({ http2, clientCa }: RenderSettings): readonly string[] {
  return [
    'ssl',
    `crt-list ${crtListFile}`,
    `alpn ${http2 ? 'h2,http/1.1' : 'http/1.1'}`,
    ...(clientCa === undefined
      ? []
      : [`ca-file ${clientCaFile} verify optional crt-ignore-err all ca-ignore-err all`]),
  ];
}
