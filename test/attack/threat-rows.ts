import type { ThreatRow } from "./threat-row.ts";
import { threatsOfTexts } from "./threats-of-texts.ts";
import { threatsOfWork } from "./threats-of-work.ts";

/** Every threat against Assay that is known, with its tests. */
export const threatRows: readonly ThreatRow[] = [...threatsOfTexts, ...threatsOfWork];
