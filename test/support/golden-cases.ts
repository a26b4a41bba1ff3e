import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { Parameters } from '../../src/core/parameters/parameters.js';

/** What a golden case lays out: a list of services, behind a document of its own with whatever else it needs. */
export interface GoldenCase {
  readonly name: string;
  readonly services: readonly Parameters[];
  /** Absent: a few that keep what is not shown short. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Names of certificates that are there. */
  readonly certificates: readonly string[];
  readonly hasClientCa: boolean;
  /** Text of the operator's base template. */
  readonly baseTemplate?: string;
}

export const goldenFolder = fileURLToPath(new URL('../golden/render/', import.meta.url));

/** Returns all golden cases: test/golden/render/<sentence>.yml. */
export function goldenCases(): readonly GoldenCase[] {
  const names = readdirSync(goldenFolder).filter((name) => name.endsWith('.yml'));
  return names.map((name) => ({ name, ...contentOf(readFileSync(`${goldenFolder}${name}`, 'utf8')) }));
}

function contentOf(text: string): Omit<GoldenCase, 'name'> {
  const documents = parseAllDocuments(text, { schema: 'failsafe' }).map((document) => document.toJS());
  const services: readonly Parameters[] = documents.at(-1) ?? [];
  const { settings, certificates = [], clientCa, baseTemplate } = documents.length > 1 ? documents[0] : {};
  return {
    services,
    ...(settings && { settings }),
    ...(baseTemplate && { baseTemplate }),
    certificates,
    hasClientCa: clientCa === 'true',
  };
}
