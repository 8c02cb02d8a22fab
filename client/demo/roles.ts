/** The roles a visitor of the demo may try, each with a scope that the present picture knows. */
import type { Registry } from '../../shared/live/down.ts';

export interface DemoRole {
  /** `hub|hub:H01`. */
  key: string;
  role: string;
  scope: string;
  name: string;
}

const PLACES: readonly { role: string; kind: string; name: string }[] = [
  { role: 'rise', kind: 'region', name: 'RISE adviser' },
  { role: 'hub', kind: 'hub', name: 'Hub' },
  { role: 'la', kind: 'la', name: 'Local authority' },
  { role: 'trust', kind: 'trust', name: 'Trust' },
  { role: 'school', kind: 'school', name: 'School' },
];

/** The most frequent number of a column, -1 left out; -1 when there is none. */
function commonest(column: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of column) if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1;
}

function anyOf(kind: string, { schools, las, trusts, hubs }: Registry): string | null {
  const la = las[commonest(schools.la)];
  if (kind === 'region') return la ? `region:${la.region}` : null;
  if (kind === 'la') return la ? `la:${la.code}` : null;
  if (kind === 'hub') return hubs[0] ? `hub:${hubs[0].id}` : null;
  const trust = trusts[commonest(schools.trust)];
  if (kind === 'trust') return trust ? `trust:${trust.id}` : null;
  return schools.urn[0] ? `school:${schools.urn[0]}` : null;
}

/** The area on the screen where it is of the role's kind, else a large one there is. */
export function demoRoles(registry: Registry, view: string): DemoRole[] {
  const found = PLACES.flatMap(({ role, kind, name }) => {
    const scope = view.startsWith(`${kind}:`) ? view : anyOf(kind, registry);
    return scope
      ? [{ key: `${role}|${scope}`, role, scope, name: `${name}, ${scope.slice(kind.length + 1)}` }]
      : [];
  });
  const england = { scope: 'england' };
  return [
    { key: 'central|england', role: 'central', name: 'Central, England', ...england },
    ...found,
    { key: 'inspectorate|england', role: 'inspectorate', name: 'Inspectorate, England', ...england },
    { key: 'wall|england', role: 'wall', name: 'Wall, England', ...england },
  ];
}
