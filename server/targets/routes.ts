/** Targets and similar schools: the routes. */
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { londonTime } from '../../shared/attendance/dates.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Auditor } from '../audit/auditor.ts';
import type { Mount } from '../http/mount.ts';
import { TargetDesk, type TargetParts } from './desk.ts';

export function mountTargets(
  mount: Mount,
  parts: TargetParts & { subjects: Subjects; auditor: Auditor },
): void {
  const { subjects, clock, auditor } = parts;
  const desk = new TargetDesk(parts);
  mount(ENDPOINTS.target, {
    subject: subjects.school,
    answer: async ({ params: { urn }, query, reader }) =>
      desk.view(await subjects.knownSchool(urn), query.date ?? londonTime(clock.now()).date, reader),
  });
  mount(ENDPOINTS.comparators, {
    subject: subjects.school,
    answer: ({ params: { urn } }) => desk.comparators(urn),
  });
  mount(ENDPOINTS.changeComparators, {
    subject: subjects.school,
    answer: async ({ params: { urn }, body, reader }) => {
      const what = `${body.other} ${body.leftOut ? 'left out' : 'taken back in'}`;
      return desk.changeComparators(urn, body, reader, () =>
        auditor.record(reader, { action: 'target.comparators', what, schools: [urn] }),
      );
    },
  });
}
