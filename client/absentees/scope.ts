/** Whose absentees a view asks for: the field of the query, or nothing where pupils are never listed. */
import { partsOfView } from '../../shared/live/views.ts';

const FIELDS: Record<string, string> = { hub: 'hub', la: 'la', trust: 'trust', school: 'urn' };

/** `hub:H01` as `hub=H01`; null for England and regions. */
export function scopeOf(view: string): string | null {
  const { kind, id } = partsOfView(view);
  const field = FIELDS[kind];
  return field ? `${field}=${id}` : null;
}
