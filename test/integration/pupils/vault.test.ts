import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../../../shared/access/roles.ts';
import { toDay } from '../../../shared/attendance/dates.ts';
import { archiveFolder } from '../../../shared/node/archive/paths.ts';
import { erasePupil } from '../../../shared/node/pupils/erase.ts';
import { exportPupil } from '../../../shared/node/pupils/export.ts';
import { findPupil } from '../../../shared/node/pupils/find.ts';
import { ensureKeyFile, KeyRing, newKeyText } from '../../../shared/node/vault/keys.ts';
import { applyRetention } from '../../../shared/node/vault/retention.ts';
import { rotateKey } from '../../../shared/node/vault/rotate.ts';
import { Vault } from '../../../shared/node/vault/vault.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';
import {
  absenteesAs,
  ENHANCED,
  forenameOf,
  NDJSON,
  namedRoster,
  OUTSIDE,
  postThreeSchools,
  REGIONAL,
  registerWith,
  surnameOf,
  tokenFor,
  upnOf,
} from '../../helpers/pupils.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';

const LA: Grant = { role: 'la', scope: 'la:201' };
const REGION = 'E12000007';
const SCHOOLS = [ENHANCED, REGIONAL, OUTSIDE];

let app: TestBellwether;
let vault: Vault;

beforeAll(async () => {
  app = await startTestBellwether();
  vault = new Vault(app.redis.connect(), KeyRing.of(app.parts.config));
  await postThreeSchools(app);
  for (const urn of [ENHANCED, OUTSIDE])
    await app.post('registers', registerWith(urn, FRIDAY, 'AM', { 1: 'I', 2: 'N', 3: 'O' }));
  await app.settled();
}, 60_000);
afterAll(() => app?.stop());

const store = () => ({ redis: app.redis.connect(), partitions: app.parts.config.partitions });

test('[PUPIL23] absentees have the names of the last roster, also with other letters and escapes', async () => {
  const { pupils } = await absenteesAs(app, LA, `urn=${ENHANCED}`);
  expect(pupils.find(({ upn }) => upn === upnOf(ENHANCED, 1))).toMatchObject({
    forename: forenameOf(ENHANCED, 1),
    surname: surnameOf(ENHANCED, 1),
  });
  const renamed = namedRoster(ENHANCED).replace(
    forenameOf(ENHANCED, 2),
    'Zo\\u00eb "Zed" Łukasz'.replaceAll('"', '\\"'),
  );
  expect((await app.post('rosters', renamed, NDJSON)).status).toBe(202);
  const again = (await absenteesAs(app, LA, `urn=${ENHANCED}`)).pupils;
  expect(again.find(({ upn }) => upn === upnOf(ENHANCED, 2))?.forename).toBe('Zoë "Zed" Łukasz');
  expect(again.find(({ upn }) => upn === upnOf(ENHANCED, 1))?.forename).toBe(forenameOf(ENHANCED, 1));
});

test('[PUPIL101] the names of the latest roster stand, whenever an earlier one comes', async () => {
  const nameOf = async () =>
    (await absenteesAs(app, LA, `urn=${ENHANCED}`)).pupils.find(({ upn }) => upn === upnOf(ENHANCED, 1))
      ?.surname;
  const called = (asOf: string, surname: string) =>
    app.post('rosters', namedRoster(ENHANCED, { asOf }).replace(surnameOf(ENHANCED, 1), surname), NDJSON);
  await called('2026-10-05', 'Married');
  await called('2026-09-15', 'Between');
  expect(await nameOf()).toBe('Married');
  await called('2026-10-05', surnameOf(ENHANCED, 1));
  expect(await nameOf()).toBe(surnameOf(ENHANCED, 1));
});

test('[PUPIL24] without a key names are checked and not kept', async () => {
  const bare = new Vault(app.redis.connect(), KeyRing.of({ data: '/nowhere', pupilKeys: undefined }));
  expect(bare.isOpen).toBe(false);
  await expect(bare.add(new Map([[ENHANCED, []]]))).rejects.toThrow('BELLWETHER_PUPIL_KEYS');
});

test('[PUPIL25] all that is kept of a pupil is given out on demand', async () => {
  const [place] = await findPupil(app.redis.connect(), store().partitions, upnOf(ENHANCED, 3), SCHOOLS);
  const found = await exportPupil(store(), vault, place, toDay(FRIDAY));
  expect(found).toMatchObject({
    urn: ENHANCED,
    surname: surnameOf(ENHANCED, 3),
    dateOfBirth: '2017-03-14',
    marks: [{ date: FRIDAY, session: 'AM', code: 'O' }],
  });
  expect(found.rosters[0].cohorts).toContain('year:4');
});

test('[PUPIL27] names of pupils who left too long ago are deleted, and that is counted again', async () => {
  const pupils = JSON.parse(namedRoster(REGIONAL)).pupils.slice(0, 6);
  await app.post('rosters', JSON.stringify({ urn: REGIONAL, asOf: '2026-10-01', pupils }), NDJSON);
  await app.settled();
  const early = await applyRetention(store(), vault, SCHOOLS, toDay('2026-10-05'), 30);
  expect(early).toMatchObject({ schools: 3, pupils: 30, deleted: 0, remaining: 0 });
  const late = await applyRetention(store(), vault, SCHOOLS, toDay(FRIDAY), 30);
  expect(late).toMatchObject({ deleted: 4, remaining: 0 });
  expect((await vault.read([REGIONAL])).get(REGIONAL)?.size).toBe(6);
});

test('[PUPIL28] after a rotation every record opens with the new key alone', async () => {
  const redis = app.redis.connect();
  const next = newKeyText();
  const both = `${next},${app.parts.config.pupilKeys}`;
  const rotated = await rotateKey(redis, { data: '/nowhere', pupilKeys: both }, SCHOOLS, 0);
  expect(rotated).toEqual({ renewed: 3, left: 0, madeKey: false });
  const after = new Vault(redis, KeyRing.of({ data: '/nowhere', pupilKeys: next }));
  expect((await after.read([OUTSIDE])).get(OUTSIDE)?.size).toBe(10);
  await expect(vault.read([OUTSIDE])).rejects.toThrow('key');
  await rotateKey(
    redis,
    { data: '/nowhere', pupilKeys: `${app.parts.config.pupilKeys},${next}` },
    SCHOOLS,
    0,
  );
  expect((await vault.read([OUTSIDE])).get(OUTSIDE)?.size).toBe(10);
});

test('[PUPIL29] the key file of a data folder is its owner’s alone, is made once, and rotates by itself', async () => {
  const { data } = app.redis;
  const config = { data, pupilKeys: undefined };
  await ensureKeyFile(config);
  const ring = KeyRing.of(config);
  const [first] = ring.keys;
  await ensureKeyFile(config);
  expect(KeyRing.of(config).keys[0].id).toEqual(first.id);
  const { statSync } = await import('node:fs');
  expect(statSync(`${data}/pupil-keys.json`).mode & 0o777).toBe(0o600);
  const own = new Vault(app.redis.connect(), ring);
  await own.add(new Map([[999_999, [{ slot: 1, forename: 'A', surname: 'B', born: 0, asOf: 0 }]]]));
  expect(await rotateKey(app.redis.connect(), config, [999_999], 0)).toMatchObject({ renewed: 1, left: 0 });
  const keys = KeyRing.of(config).keys;
  expect(keys).toHaveLength(1);
  expect(keys[0].id).not.toEqual(first.id);
  expect(statSync(`${data}/pupil-keys.json`).mode & 0o777).toBe(0o600);
});

test('[PUPIL30] an erased pupil has neither UPN nor name anywhere; slot, marks and counts stay', async () => {
  const redis = app.redis.connect();
  const { partitions } = store();
  const upn = upnOf(OUTSIDE, 1);
  const [place] = await findPupil(redis, partitions, upn, SCHOOLS);
  const archive = archiveFolder(app.parts.config);
  await erasePupil({ redis, partitions, vault, archive }, place);
  expect(await findPupil(redis, partitions, upn, SCHOOLS)).toEqual([]);
  expect((await vault.read([OUTSIDE])).get(OUTSIDE)?.has(place.slot)).toBe(false);
  const { pupils, counts } = await absenteesAs(app, { role: 'la', scope: 'la:202' }, 'la=202');
  expect(counts.absent).toBe(3);
  expect(pupils.map((pupil) => pupil.upn)).not.toContain(upn);
  expect(await redis.get(globalKeys.erasures)).toBe('1');
});

test('[PUPIL40] a contact about an absence is kept by slot and shown with the absentee', async () => {
  const body = { about: 'absence', urn: ENHANCED, upn: upnOf(ENHANCED, 1), date: FRIDAY, outcome: 'reached' };
  const post = async (grant: Grant, sent: object) =>
    fetch(`${app.url}/api/v1/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenFor(app, grant)}`, 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
  const school: Grant = { role: 'school', scope: `school:${ENHANCED}` };
  expect((await post(school, body)).status).toBe(200);
  const { pupils } = await absenteesAs(app, LA, `urn=${ENHANCED}`);
  expect(pupils.find(({ upn }) => upn === body.upn)?.contact).toMatchObject({
    role: 'school',
    outcome: 'reached',
  });
  expect(
    (await app.redis.connect().lrange(globalKeys.absenceContacts(ENHANCED, FRIDAY), 0, -1)).join(),
  ).not.toContain(body.upn);
  expect(
    (await post({ role: 'hub', scope: 'hub:H01' }, { ...body, urn: REGIONAL, upn: upnOf(REGIONAL, 1) }))
      .status,
  ).toBe(403);
  const list = await (
    await app.get(`/api/v1/contacts?urn=${ENHANCED}&about=absence`, await tokenFor(app, LA))
  ).json();
  expect(list).toMatchObject({ total: 1, items: [{ upn: body.upn, outcome: 'reached' }] });
});

test('[PUPIL41] contacts with a school are an organisation’s own, and their last words make the caseload', async () => {
  const hub: Grant = { role: 'hub', scope: 'hub:H01' };
  const headers = { authorization: `Bearer ${await tokenFor(app, hub)}`, 'content-type': 'application/json' };
  const post = (sent: object) =>
    fetch(`${app.url}/api/v1/contacts`, { method: 'POST', headers, body: JSON.stringify(sent) });
  await post({ about: 'school', urn: REGIONAL, owner: 'Ms Lind', nextStep: 'Visit', note: 'Warm call' });
  await post({ about: 'school', urn: REGIONAL, lastContact: FRIDAY, nextStep: '', dueOn: '2027-01-08' });
  const answer = await app.get('/api/v1/contacts?hub=H01', await tokenFor(app, hub));
  const { items, caseload } = (await answer.json()) as { items: object[]; caseload: object[] };
  expect(items).toHaveLength(2);
  expect(caseload).toEqual([
    expect.objectContaining({
      urn: REGIONAL,
      owner: 'Ms Lind',
      lastContact: FRIDAY,
      note: 'Warm call',
      dueOn: '2027-01-08',
    }),
  ]);
  expect(caseload[0]).not.toHaveProperty('nextStep');
  const others = await (await app.get(`/api/v1/contacts?urn=${REGIONAL}`, await tokenFor(app, LA))).json();
  expect(others).toMatchObject({ total: 0, caseload: [] });
});

test('[PUPIL42] a region has a caseload of its own schools, and no contacts about pupils', async () => {
  const rise = await tokenFor(app, { role: 'rise', scope: `region:${REGION}` });
  const headers = { authorization: `Bearer ${rise}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ about: 'school', urn: REGIONAL, owner: 'Mr Ash', dueOn: '2027-01-08' });
  expect((await fetch(`${app.url}/api/v1/contacts`, { method: 'POST', headers, body })).status).toBe(200);
  const own = (await (await app.get('/api/v1/contacts', rise)).json()) as { caseload: object[] };
  expect(own.caseload).toEqual([expect.objectContaining({ urn: REGIONAL, owner: 'Mr Ash' })]);
  expect(await (await app.get(`/api/v1/contacts?region=${REGION}`, rise)).json()).toEqual(own);
  expect((await app.get('/api/v1/contacts?region=E12000009', rise)).status).toBe(403);
  expect(await (await app.get('/api/v1/contacts?about=absence', rise)).json()).toMatchObject({ total: 0 });
});
