import type { X509Certificate } from 'node:crypto';

/** Returns the names a certificate is for: its common name, as HAProxy counts it too, and its alternative names. */
export function certificateNames({ subject = '', subjectAltName = '' }: X509Certificate): readonly string[] {
  const common = /^CN=(.*)$/m.exec(subject)?.[1];
  return [...new Set([...(common === undefined ? [] : [common]), ...alternativeNames(subjectAltName)])];
}

/** Node writes them as `DNS:a.com, IP Address:10.0.0.1`, and those that hold a comma or quote as a JSON string. */
function alternativeNames(text: string): readonly string[] {
  const entries = text.matchAll(/(?:, )?([^:,]+):("(?:[^"\\]|\\.)*"|[^,"]*)/gy);
  return [...entries].flatMap(([, kind, name = '']) =>
    kind === 'DNS' || kind === 'IP Address' ? [name] : [],
  );
}
