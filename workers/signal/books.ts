/** Makes the books of all schools: places, targets and days, as the registry and Redis have them. */
import type { School } from '../../shared/api/schools.ts';
import { fromDay } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import { loadSuccessions } from '../../shared/node/school-days.ts';
import { openSchoolYear } from '../../shared/signal/school-year.ts';
import { emptySeries } from '../../shared/signal/series.ts';
import { placeOf } from '../../shared/watch/assess.ts';
import { noOwnDays } from '../../shared/watch/own-days.ts';
import { SchoolDaysBook } from '../../shared/watch/school-calendar.ts';
import { targetOn } from '../../shared/watch/target-on.ts';
import type { England } from './england.ts';
import type { SchoolBook } from './school-book.ts';

export interface BooksParts {
  store: Store;
  registry: RegistryModel;
  england: England;
}

/** Gives every school of the registry a book with its place and calendar of a day; answers the new ones. */
export function placeSchools({ registry, england }: BooksParts, today: number): School[] {
  const calendar = new SchoolDaysBook(registry.calendar);
  const date = fromDay(today);
  const added: School[] = [];
  for (const school of registry.schools.values()) {
    const { urn } = school;
    const place = placeOf(school, date);
    const days = calendar.of(urn, membershipOn(school, date).la);
    const known = england.books.get(urn);
    if (known) {
      Object.assign(known, { place, days });
      continue;
    }
    const baseline = england.unknownBaseline({ place });
    const book: SchoolBook = {
      urn,
      place,
      days,
      baseline,
      targetOn: (day) => targetOn(registry, urn, day),
      series: emptySeries(0),
      ownDays: noOwnDays(),
      year: openSchoolYear(place, baseline),
      signal: undefined,
      told: '',
    };
    england.books.set(urn, book);
    added.push(school);
  }
  return added;
}

/** Reads the days of schools again. Own days that are not written yet must be written before. */
export async function readDays(
  { store, registry, england }: BooksParts,
  schools: readonly School[],
): Promise<void> {
  const loaded = await loadSuccessions(store, schools, registry.schools, england.schoolYear);
  for (const [urn, { series, ownDays }] of loaded) {
    const book = england.books.get(urn);
    if (book) Object.assign(book, { series, ownDays });
  }
}
