import * as t from 'io-ts';
import { controllerSettings } from './settings/controller-settings.js';
import { ownSettings } from './settings/own-settings.js';
import { proxyObservationSettings } from './settings/proxy-observation-settings.js';
import { proxySettings } from './settings/proxy-settings.js';

/**
 * Every setting: environment variable → codec, default, meaning. docs/settings.md is made from this table. A Docker
 * secret `dfp_<name in lower case>` wins over the variable.
 */
export const settingsTable = {
  ...proxySettings,
  ...proxyObservationSettings,
  ...controllerSettings,
  ...ownSettings,
} as const;

/** Decodes a complete map of setting → text. */
export const SettingsCodec = t.readonly(t.type(settingsTable), 'Settings');
export type Settings = t.TypeOf<typeof SettingsCodec>;
