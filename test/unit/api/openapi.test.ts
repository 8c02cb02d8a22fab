import { expect, test } from 'vitest';
import { openApi } from '../../../server/docs/openapi.ts';
import { docsPage } from '../../../server/docs/page.ts';
import { ENDPOINTS } from '../../../shared/api/endpoints.ts';
import { postedSchoolSchema } from '../../../shared/api/intake/schools.ts';
import { SCHOOLS_CSV } from '../../../workers/ingest/registry/schools.ts';

const document = openApi('1.2.3');

test('[READ40] the OpenAPI document names every endpoint and every kind of intake', () => {
  for (const { path, method } of Object.values(ENDPOINTS))
    expect(document.paths[path]).toHaveProperty(method);
  for (const kind of ['registers', 'rosters', 'schools', 'hubs', 'targets', 'calendars', 'history'])
    expect(document.paths[`/api/v1/${kind}`].post.responses).toHaveProperty('202');
});

test('[READ54] it describes schools by the columns intake reads, and what answers without access', () => {
  const columns = [...SCHOOLS_CSV.required, ...SCHOOLS_CSV.optional, 'GOR (name)', 'predecessors'];
  expect(Object.keys(postedSchoolSchema.shape).sort()).toEqual(columns.sort());
  for (const path of ['/livez', '/readyz', '/metrics', '/version', '/docs', '/api/openapi.json'])
    expect(document.paths[path].get.security).toEqual([]);
});

test('[READ41] every part of an address is a parameter of its path, and every reference leads somewhere', () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const operation of Object.values(methods)) {
      const named = operation.parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      expect(named.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
    }
  const references = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
  for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name);
});

test('[READ42] the human page lists the endpoints without a script', () => {
  const page = docsPage(document);
  expect(page).toContain('/api/v1/status');
  expect(page).not.toContain('<script');
});
