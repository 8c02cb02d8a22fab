/** Simulated schools as CSV with the column names of GIAS. */
import { REGIONS } from '../../shared/attendance/areas.ts';
import type { SimulatedPhase } from './published.ts';
import type { SimulatedSchool } from './school.ts';

const HEADER = [
  'URN',
  'EstablishmentName',
  'LA (code)',
  'PhaseOfEducation (name)',
  'TypeOfEstablishment (name)',
  'EstablishmentStatus (name)',
  'Easting',
  'Northing',
  'NumberOfPupils',
  'PercentageFSM',
  'Trusts (code)',
  'Trusts (name)',
  'GOR (name)',
  'UrbanRural (name)',
];

const PHASE_WORDS: Record<SimulatedPhase, string> = {
  primary: 'Primary',
  secondary: 'Secondary',
  special: 'Not applicable',
};

function typeOf(school: SimulatedSchool): string {
  if (school.phase === 'special')
    return school.trust ? 'Academy special converter' : 'Community special school';
  return school.trust ? 'Academy converter' : 'Community school';
}

const regionNames = new Map(REGIONS.map(({ code, name }) => [code, name]));

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The body of `POST /api/v1/schools`. */
export function schoolsCsv(schools: readonly SimulatedSchool[]): string {
  const rows = schools.map((school) =>
    [
      school.urn,
      school.name,
      school.la,
      PHASE_WORDS[school.phase],
      typeOf(school),
      'Open',
      school.easting,
      school.northing,
      school.pupils,
      (school.fsm * 100).toFixed(1),
      school.trust?.id ?? '',
      school.trust?.name ?? '',
      regionNames.get(school.region) ?? '',
      school.rural ? 'Rural village' : 'Urban city and town',
    ]
      .map((cell) => quoted(String(cell)))
      .join(','),
  );
  return `${HEADER.join(',')}\n${rows.join('\n')}\n`;
}
