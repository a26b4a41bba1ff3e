import type { ValidateParts } from '../cli/validate/validate-parts.js';
import { checkRendered } from '../haproxy/check-rendered.js';
import { openValidationView } from './open-validation-view.js';

/** What `waggle validate` is made of. */
export const validateParts: ValidateParts = { openView: openValidationView, checkConfig: checkRendered };
