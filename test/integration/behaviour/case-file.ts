import * as t from 'io-ts';
import { Text, words } from './words.js';

/** A file of a case: its text, or a certificate made for the occasion. */
const CaseFile = t.union([
  Text,
  words(
    {},
    {
      /** The first name is the common name. */
      certificate: t.union([t.string, t.array(t.string)]),
      /** Name of the authority that signs; without it the certificate signs itself. */
      signedBy: t.string,
      /** The certificate of an authority. */
      authority: t.string,
    },
  ),
]);
export type CaseFile = t.TypeOf<typeof CaseFile>;
export const CaseFiles = t.record(t.string, CaseFile);
