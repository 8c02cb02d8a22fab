/**
 * The register codes of England, in the order of the School Attendance (Pupil Registration) (England)
 * Regulations 2024 and the working guidance, with the legacy letters that still occur in the feed.
 *
 * A code's row number is part of the merge order of marks (contract, *Merge*): never reorder this list;
 * append only.
 */

/**
 * What a marked pupil counts as. Every pupil on roll is in exactly one kind at a time, so the identities of the
 * contract (`marked + unmarked = onRoll`, ...) hold by construction.
 */
export const KINDS = [
  'unmarked',
  'present',
  'late',
  'approvedActivity',
  'authorised',
  'unauthorised',
  'unexplained',
  'lateAfterClose',
  'notPossible',
  'administrative',
] as const;
export type Kind = (typeof KINDS)[number];

/** Number of kinds: the stride of a tally row. */
export const KIND_COUNT = KINDS.length;

/** One row of the code table. `label` is what people read; `kind` decides what the mark counts as. */
export interface AttendanceCode {
  readonly code: string;
  readonly kind: Kind;
  readonly label: string;
}

/** Row number = index. Source: SI 2024/208 reg. 10 and DfE's working guidance, August 2024. */
export const CODES: readonly AttendanceCode[] = [
  { code: '/', kind: 'present', label: 'Present (morning)' },
  { code: '\\', kind: 'present', label: 'Present (afternoon)' },
  { code: 'L', kind: 'late', label: 'Late before registers closed' },
  { code: 'K', kind: 'approvedActivity', label: 'Education arranged by the local authority' },
  { code: 'V', kind: 'approvedActivity', label: 'Educational visit or trip' },
  { code: 'P', kind: 'approvedActivity', label: 'Approved sporting activity' },
  { code: 'W', kind: 'approvedActivity', label: 'Work experience' },
  { code: 'B', kind: 'approvedActivity', label: 'Other approved educational activity' },
  { code: 'C', kind: 'authorised', label: 'Leave: exceptional circumstances' },
  { code: 'C1', kind: 'authorised', label: 'Leave: regulated performance or employment abroad' },
  { code: 'C2', kind: 'authorised', label: 'Leave: temporary part-time timetable' },
  { code: 'E', kind: 'authorised', label: 'Suspended or permanently excluded, no alternative provision' },
  { code: 'I', kind: 'authorised', label: 'Illness' },
  { code: 'J1', kind: 'authorised', label: 'Interview' },
  { code: 'M', kind: 'authorised', label: 'Medical or dental appointment' },
  { code: 'R', kind: 'authorised', label: 'Religious observance' },
  { code: 'S', kind: 'authorised', label: 'Study leave' },
  { code: 'T', kind: 'authorised', label: 'Parent travelling for work (mobile child)' },
  { code: 'G', kind: 'unauthorised', label: 'Holiday not granted' },
  { code: 'N', kind: 'unexplained', label: 'Reason not yet established' },
  { code: 'O', kind: 'unauthorised', label: 'Absent in other or unknown circumstances' },
  { code: 'U', kind: 'lateAfterClose', label: 'Late after registers closed' },
  { code: 'D', kind: 'notPossible', label: 'Dual registered at another school' },
  { code: 'Q', kind: 'notPossible', label: 'Lack of access arrangements' },
  { code: 'X', kind: 'notPossible', label: 'Non-compulsory school age pupil not required to attend' },
  { code: 'Y1', kind: 'notPossible', label: 'Transport not available' },
  { code: 'Y2', kind: 'notPossible', label: 'Widespread travel disruption' },
  { code: 'Y3', kind: 'notPossible', label: 'Part of premises closed' },
  { code: 'Y4', kind: 'notPossible', label: 'Whole site unexpectedly closed' },
  { code: 'Y5', kind: 'notPossible', label: 'Criminal justice detention' },
  { code: 'Y6', kind: 'notPossible', label: 'Public health guidance or law' },
  { code: 'Y7', kind: 'notPossible', label: 'Other unavoidable cause' },
  { code: 'Z', kind: 'administrative', label: 'Prospective pupil not on roll' },
  { code: '#', kind: 'administrative', label: 'Planned closure (holiday or INSET)' },
  { code: '-', kind: 'unmarked', label: 'No mark yet' },
  { code: 'H', kind: 'authorised', label: 'Agreed holiday (legacy)' },
  { code: 'F', kind: 'authorised', label: 'Agreed extended holiday (legacy)' },
  { code: 'J', kind: 'approvedActivity', label: 'Interview (legacy)' },
  { code: 'Y', kind: 'notPossible', label: 'Unable to attend (legacy)' },
];

export const CODE_COUNT = CODES.length;

const rowByCode = new Map(CODES.map((entry, row) => [entry.code, row]));

/** Row number of a code, or -1 for a letter that is no code. */
export function codeRow(code: string): number {
  return rowByCode.get(code) ?? -1;
}

/** Kind index (into `KINDS`) by code row. Hot: read in the counting loop. */
export const KIND_OF_ROW: Uint8Array = Uint8Array.from(CODES, (entry) => KINDS.indexOf(entry.kind));

/** Rows whose marks say that the school is closed: planned (`#`) or the whole site unexpectedly (`Y4`). */
export const CLOSURE_ROWS: readonly number[] = [codeRow('#'), codeRow('Y4')];
