/** The way from England down to a view. */
import type { AreaIndex } from './areas.ts';
import type { SchoolTable } from './schools.ts';

export interface Step {
  view: string;
  name: string;
}

function areaPath(index: AreaIndex, view: string): Step[] {
  const steps: Step[] = [];
  for (let at: string | null = view; at !== null; ) {
    const area: AreaIndex['areas'][number] | undefined = index.areas[index.byView.get(at) ?? -1];
    if (!area) break;
    steps.unshift({ view: area.view, name: area.name });
    at = area.parent;
  }
  return steps;
}

/** The way within a reader's scope: areas above it are not theirs to see whole. */
export function pathWithin(table: SchoolTable | null, view: string, scope: string): Step[] {
  const steps = pathOf(table, view);
  const from = steps.findIndex((step) => step.view === scope);
  if (from >= 0) return steps.slice(from);
  return [...pathOf(table, scope).slice(-1), ...steps.slice(-1)];
}

/** Areas above a view and the view itself; before the registry is there, or for a view it lacks, England and its id. */
export function pathOf(table: SchoolTable | null, view: string): Step[] {
  const england = { view: 'england', name: 'England' };
  if (!table)
    return view === 'england' ? [england] : [england, { view, name: view.slice(view.indexOf(':') + 1) }];
  if (!view.startsWith('school:')) {
    const steps = areaPath(table.index, view);
    return steps.length > 0 ? steps : [england, { view, name: 'Not found' }];
  }
  const { schools, las } = table.registry;
  const school = table.schoolOf(Number(view.slice('school:'.length)));
  if (school < 0) return [england, { view, name: 'Not found' }];
  const la = las[schools.la[school]];
  const above = la ? areaPath(table.index, `la:${la.code}`) : [england];
  return [...above, { view, name: schools.name[school] }];
}
