import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bellwether, createSite, type TestSite } from '../../../helpers/installation.ts';
import { makeUpn } from '../../../helpers/upns.ts';

const UPN = makeUpn(1);
const URN = 123456;
const TODAY = new Date().toISOString().slice(0, 10);

const SCHOOLS = [
  'URN,EstablishmentName,LA (code),PhaseOfEducation (name),TypeOfEstablishment (name),Easting,Northing,EstablishmentStatus (name)',
  `${URN},Invented Primary,201,Primary,Community school,532000,181000,Open`,
].join('\n');
const ROSTER = JSON.stringify({ urn: URN, asOf: TODAY, pupils: [{ upn: UPN, yearGroup: '3' }] });
const REGISTER = JSON.stringify({ urn: URN, date: TODAY, session: 'AM', marks: [{ upn: UPN, code: '/' }] });
const WRONG = JSON.stringify({ urn: URN, date: TODAY, session: 'AM', marks: [{ upn: UPN, code: 'Ø' }] });

let site: TestSite;
beforeAll(async () => {
  site = await createSite();
  await site.start();
});
afterAll(() => site.clear());

const send = (kind: string, name: string, content: string | Buffer, ...options: string[]) => {
  const path = join(site.data, name);
  writeFileSync(path, content);
  return bellwether('import', kind, path, '--data', site.data, ...options);
};

test('[HOUSE34] import sends files through the front door, says what was accepted, and they are counted', async () => {
  const schools = await send('schools', 'schools.csv.gz', gzipSync(SCHOOLS), '--json');
  expect(JSON.parse(schools.stdout)).toMatchObject({ accepted: { schools: 1 }, rejectedCount: 0 });
  expect((await send('rosters', 'rosters.ndjson', ROSTER)).stdout).toContain(
    'Accepted 1 rosters, 1 pupils; rejected 0.',
  );
  const registers = await send('registers', 'registers.ndjson', `${REGISTER}\n${WRONG}\n`);
  expect(registers.stdout).toContain('Accepted 1 registers, 1 marks; rejected 1.\n  item 1 marks[0].code: ');
  const status = async () => JSON.parse((await bellwether('status', '--data', site.data, '--json')).stdout);
  await expect
    .poll(status, { timeout: 20_000 })
    .toMatchObject({ acceptedMarks: 1, appliedMarks: 1, pendingRegisters: 0 });
  const recount = await bellwether('reconcile', '--data', site.data, '--json');
  expect(recount.code).toBe(0);
  expect(JSON.parse(recount.stdout)).toMatchObject({ schools: 1, marks: 1, differences: 0 });
});

test('[HOUSE34] a file that is not there, and a token that is not known, are told with exit code 1', async () => {
  const missing = await bellwether(
    'import',
    'registers',
    join(site.data, 'nothing.csv'),
    '--data',
    site.data,
  );
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no file') });
  const unknown = await send('registers', 'one.ndjson', REGISTER, '--token', 'bw_unknown');
  expect(unknown).toMatchObject({ code: 1, stdout: expect.stringContaining('HTTP 401') });
});

test('[HOUSE35] export writes a list of the API to a file, as CSV or JSON, by the demo token or another', async () => {
  const path = join(site.data, 'history.csv');
  const lists = await bellwether('export', 'history', '--urn', `${URN}`, '--out', path, '--data', site.data);
  expect(lists).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const [header, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  expect(header.split(',')).toContain('attending');
  expect(rows).toHaveLength(1);
  const json = await bellwether('export', 'area-cohorts', '--area', 'la:201', '--json', '--data', site.data);
  expect(JSON.parse(json.stdout).cohorts.all).toMatchObject({ marked: 1, attending: 1 });
  const unknown = await bellwether('export', 'history', '--urn', '999999', '--data', site.data);
  expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('HTTP 404') });
  const none = await bellwether('export', 'history', '--data', site.data);
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("required option '--urn <URN>'") });
});
