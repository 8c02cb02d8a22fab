import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, test } from 'vitest';
import { limitSignIns } from '../../../server/edge/rates.ts';

test('[ACCESS347] however a sign-in is spelled that the routes find, it is counted', async () => {
  const counted: string[] = [];
  const app = express();
  const rates = { reader: async () => {}, stranger: async () => {}, signIn: async () => {} };
  app.use((request, _, next) => {
    const signIn = async () => void counted.push(`${request.method} ${request.path}`);
    limitSignIns({ ...rates, signIn })(request, _, next);
  });
  const answer = express.Router();
  for (const path of ['/session', '/session/sign-in', '/session/callback', '/session/back-channel'])
    answer.all(path, (_, response) => void response.send('found'));
  app.use(answer);
  const server = app.listen(0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const spelled = [
    '/session',
    '/SESSION',
    '/session/',
    '/Session/Callback/',
    '/session/back-channel',
    '/session/sign-in/',
  ];
  const found: string[] = [];
  for (const path of spelled) {
    const said = await (await fetch(url + path, { method: 'POST' })).text();
    if (said === 'found') found.push(`POST ${path}`);
  }
  expect(found.length).toBe(spelled.length);
  expect(counted).toEqual(found);
  server.close();
});
