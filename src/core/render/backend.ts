import type { Discovery, Section } from '../rendered-config.js';
import { httpBackends, httpDestinations, redirectBackendName } from '../routing/http-backends.js';
import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';
import { bodyOf, isShareable } from './backend-body.js';
import type { BackendView, RedirectView } from './backend-view.js';
import { type Profile, type ProfileOf, sectionName } from './profile.js';
import type { RenderSettings } from './render-settings.js';
import { type Dialled, serversOf } from './servers.js';
import type { LayOut } from './templates.js';
import { userListSection, usersOfService } from './user-lists.js';

/** What a service's HTTP destinations make. */
export interface Backends {
  readonly sections: readonly Section[];
  /** What some of these sections are made from. */
  readonly profiles: readonly Profile[];
  readonly discovery: readonly Discovery[];
}

/**
 * Returns a service's HTTP backends with what they need: its list of users, backends that only redirect. Without
 * `profileOf` each says all of itself.
 */
export function backendsOf(
  spec: ServiceSpec,
  settings: RenderSettings,
  layOut: LayOut,
  profileOf?: ProfileOf,
): Backends {
  const { access, serviceName } = spec;
  const userList =
    access && access.users.length > 0
      ? [userListSection(usersOfService(spec), access.users, serviceName)]
      : [];
  const parts = httpDestinations(spec).map((destination) =>
    ofDestination(spec, destination, settings, layOut, profileOf),
  );
  return {
    sections: [...userList, ...parts.flatMap(({ sections }) => sections)],
    profiles: parts.flatMap(({ profiles }) => profiles),
    discovery: parts.flatMap(({ discovery }) => discovery),
  };
}

function ofDestination(
  spec: ServiceSpec,
  destination: HttpDestination,
  settings: RenderSettings,
  layOut: LayOut,
  profileOf: ProfileOf | undefined,
): Backends {
  const view = bodyOf(spec, destination, settings);
  const profile = isShareable(spec, destination) ? profileOf?.(view) : undefined;
  const common = {
    profile: profile?.name ?? '',
    body: profile === undefined ? layOut('backend-body.cfg.njk', view) : '',
    extra: spec.backendExtra,
  };
  const backends = httpBackends(spec, destination).map(({ name, port }) => {
    const { line, options, discovery: found } = serversOf(spec, dialled(destination, port));
    const backend: BackendView = { ...common, name, servers: line };
    const discovery: Discovery = { backend: name, ...found };
    const dynamic = profile && { profile: sectionName(profile), serverOptions: options, discovery };
    const section = sectionOf(spec, name, layOut('backend.cfg.njk', backend));
    return { discovery, section: { ...section, ...(dynamic && { dynamic }) } };
  });
  return {
    sections: [...backends.map(({ section }) => section), ...redirects(spec, destination, layOut)],
    profiles: profile === undefined ? [] : [profile],
    discovery: backends.map(({ discovery }) => discovery),
  };
}

function dialled({ outboundHostname, sslVerifyNone }: HttpDestination, port: number): Dialled {
  return {
    port,
    ...(outboundHostname && { outboundHostname }),
    options: sslVerifyNone ? 'ssl verify none' : '',
  };
}

function redirects(spec: ServiceSpec, destination: HttpDestination, layOut: LayOut): readonly Section[] {
  if (destination.redirectFrom === undefined) return [];
  const name = redirectBackendName(spec, destination);
  const { to } = destination.redirectFrom;
  return [sectionOf(spec, name, layOut('redirect.cfg.njk', { name, to } satisfies RedirectView))];
}

function sectionOf({ serviceName }: ServiceSpec, name: string, text: string): Section {
  return { name: `backend ${name}`, kind: 'backend', service: serviceName, text };
}
