import * as A from 'fp-ts/lib/ReadonlyArray.js';
import { crtListFile, renderCertificates } from '../certificates/render-certificates.js';
import { memoised } from '../memoised.js';
import type { Problem } from '../problem.js';
import { mapText, type RenderedConfig, type Section } from '../rendered-config.js';
import { revisionOf } from '../revision.js';
import { createCompile } from '../routing/compile.js';
import { routesOf } from '../routing/routes-of.js';
import type { Routing } from '../routing/routing.js';
import type { ServiceSpec } from '../services/service-spec.js';
import { accessLogLines } from './access-log.js';
import { clientCaFile } from './binds.js';
import { createLayOutCustom } from './custom-templates.js';
import { errorFileName, errorPages } from './error-pages.js';
import { frameOf } from './frame.js';
import { frontendSections } from './frontend.js';
import { createPeers } from './peers.js';
import { createProfiles } from './profiles.js';
import type { RenderSettings } from './render-settings.js';
import { serviceCertificates } from './service-certificates.js';
import { type ServiceParts, serviceParts } from './service-parts.js';
import { takenPorts } from './taken-ports.js';
import { type TcpSettings, tcpSections } from './tcp.js';
import type { LayOut } from './templates.js';
import { sharedUsers, userListSection } from './user-lists.js';

/** What HAProxy reads, how it routes, and which services could not be laid out. */
export interface Rendering {
  readonly config: RenderedConfig;
  readonly routing: Routing;
  readonly problems: readonly Problem[];
}

/** Returns everything HAProxy reads for these services. The same services give the same bytes in whatever order. */
export type Render = (specs: readonly ServiceSpec[]) => Rendering;

/** Returns the renderer for these settings. A service that has not changed is not laid out again. */
export function createRender(settings: RenderSettings, layOut: LayOut): Render {
  const base = frameOf(settings, layOut);
  const frame = [
    base.section,
    ...(settings.users.length > 0 ? [userListSection(sharedUsers, settings.users)] : []),
  ];
  const errorFiles = errorFilesOf(settings, layOut);
  const layOutCustom = createLayOutCustom(settings.templates);
  const compileRoutes = createCompile();
  const profiles = base.isOurs ? createProfiles(settings, layOut) : undefined;
  const peers = createPeers(settings, layOut);
  const partsOf = memoised((spec: ServiceSpec) =>
    serviceParts(spec, settings, layOut, layOutCustom, profiles?.of),
  );
  return (unordered) => {
    const tried = [...unordered].sort((a, b) => (a.aclName < b.aclName ? -1 : 1)).map(partsOf);
    const { left: refused, right: parts } = A.separate(tried);
    const specs = parts.map(({ spec }) => spec);
    const routes = routesOf(specs, settings.routeOrder);
    const table = compileRoutes(routes);
    const ofServices = serviceCertificates(specs);
    const { crtList, certificates } = renderCertificates(
      [...settings.certificates, ...ofServices.certificates],
      settings.certificateOrder,
    );
    const hasCertificates = certificates.size > 0;
    const frontend = {
      table,
      custom: parts.flatMap((part) => part.frontend),
      defaultBackend: defaultBackendOf(parts),
      hasCertificates,
    };
    const tcp = tcpSections(specs, tcpSettings(settings, hasCertificates), layOut);
    const frontends = frontendSections(frontend, settings, layOut);
    const backends = parts.flatMap((part) => part.backends);
    const before = [
      ...frame,
      ...peers([...frame, ...frontends, ...backends, ...tcp.sections]),
      ...(profiles?.sections(parts) ?? []),
      ...frontends,
    ];
    const config = {
      sections: [...before, ...backends, ...tcp.sections],
      files: new Map([...errorFiles, ...tlsFiles(settings, crtList)]),
      maps: table.maps,
      certificates,
      discovery: [...parts.flatMap(({ discovery }) => discovery), ...tcp.discovery],
    };
    return {
      config: { ...config, revision: revisionOfFiles(config, [...before, ...tcp.sections], parts) },
      routing: {
        specs,
        routes,
        order: settings.routeOrder,
        table,
        defaultBackend: frontend.defaultBackend,
        hasSharedUsers: settings.users.length > 0,
      },
      problems: [...base.problems, ...refused, ...tcp.problems, ...ofServices.problems],
    };
  };
}

function errorFilesOf(settings: RenderSettings, layOut: LayOut): ReadonlyMap<string, string> {
  return new Map(
    errorPages.map((page) => [
      errorFileName(page.status),
      settings.errorPages.get(page.status) ?? layOut('error.http.njk', page),
    ]),
  );
}

function tlsFiles({ clientCa }: RenderSettings, crtList: string): readonly (readonly [string, string])[] {
  return [
    ...(crtList === '' ? [] : [[crtListFile, crtList] as const]),
    ...(clientCa === undefined ? [] : [[clientCaFile, clientCa] as const]),
  ];
}

function tcpSettings(settings: RenderSettings, hasCertificates: boolean): TcpSettings {
  return {
    taken: takenPorts(settings, hasCertificates),
    timeouts: settings.timeouts,
    logLines: accessLogLines(settings.accessLog, 'tcp'),
  };
}

/**
 * Returns the first backend of the default service. It is read from the text, for a template names its backends as it likes: one
 * that is not there would cost everybody, since HAProxy refuses the frontend.
 */
function defaultBackendOf(parts: readonly ServiceParts[]): string {
  const sections = parts.find(({ spec }) => spec.isDefaultBackend)?.backends ?? [];
  const [name = ''] = sections.flatMap(({ text }) => /^backend (\S+)/m.exec(text)?.[1] ?? []);
  return name;
}

/** Hash of the files; those of services' backends are known from when these were laid out. */
function revisionOfFiles(
  { maps, files, certificates }: Pick<RenderedConfig, 'maps' | 'files' | 'certificates'>,
  sections: readonly Section[],
  parts: readonly ServiceParts[],
): string {
  return revisionOf([
    // The name of a profile says what is in it.
    ...sections.map(({ kind, name, text }) => (kind === 'profile' ? name : text)),
    ...parts.map(({ revision }) => revision),
    ...maps.flatMap((map) => [map.name, mapText(map)]),
    ...[...files].flat(),
    ...[...certificates].flat(),
  ]);
}
