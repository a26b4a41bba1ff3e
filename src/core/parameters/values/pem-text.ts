import { type FromText, fromText } from '../../codecs.js';

/** `serviceCert`: PEM whose line breaks may be written `\n`, since labels hold none. */
export const PemText: FromText<string> = fromText(
  'must be a certificate and its private key in PEM, line breaks written \\n',
  (text) => {
    const pem = text.replaceAll('\\n', '\n').replaceAll('\r', '').trim();
    return pem.startsWith('-----BEGIN ') ? `${pem}\n` : undefined;
  },
  (pem) => pem.trimEnd().replaceAll('\n', '\\n'),
);
