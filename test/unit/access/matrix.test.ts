/** Role by door by kind of area: the policy held against the contract's table of roles, and every check of it needed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import * as policy from '../../../shared/access/policy.ts';
import { type Reader, ROLES } from '../../../shared/access/roles.ts';
import { areasOf, drawer, drawRequest, drawWorld, type Request } from '../../helpers/access-world.ts';
import { isOwn, tableSays } from '../../helpers/role-table.ts';

type Policy = Pick<
  typeof policy,
  'decide' | 'grainOf' | 'sightOf' | 'cohortsOf' | 'holdsPupils' | 'beatSightOf'
>;

const REQUESTS = 100_000;
const WORLDS = 48;
/** Worlds so full that no sum is of a lone school, small ones, and next to empty ones. */
const SIZES = [240, 14, 240, 14, 2, 14];

interface Asked extends Request {
  world: readonly policy.SchoolFacts[];
}

function* requests(): Generator<Asked> {
  const draw = drawer(20_261_120);
  for (let i = 0; i < WORLDS; i++) {
    const world = drawWorld(draw, SIZES[i % SIZES.length]);
    const areas = areasOf(world);
    for (let n = 0; n < Math.ceil(REQUESTS / WORLDS); n++)
      yield { ...drawRequest(draw, world, areas), world };
  }
}

const subjectOf = ({ about, reader, cut, world }: Asked): policy.Subject => {
  if (about === 'nothing') return undefined;
  if (!('area' in about)) return about;
  const homeSchools = () => (reader ? world.filter((one) => isOwn(reader, one)) : []);
  return { area: about.area, homeSchools, cut };
};

/** What is wrong with an answer of a policy; undefined when nothing is. */
function faultOf(tried: Policy, asked: Asked): string | undefined {
  const { reader, about, gives, cut, world, action } = asked;
  const subject = subjectOf(asked);
  const decision = tried.decide(reader, action, subject);
  const isFull = world.length > 100;
  let table = tableSays(reader, gives, about, world);
  if (cut && reader?.role === 'wall') table = 'no';
  if ((decision === 'unauthenticated') !== (reader === null)) return 'nobody';
  if (decision === 'ok' && table === 'no') return 'leak';
  if (decision !== 'ok' && (table === 'yes' || (table === 'sum' && isFull))) return 'refused';
  if (decision !== 'ok' || !reader || about === 'nothing' || !('area' in about)) return undefined;
  const isWhole = table === 'yes';
  return faultOfArea(tried, { reader, isWhole, isFull }, about.area, subject as policy.AreaSubject);
}

/** How an area that is given is given: its grain, its cohorts, and that a lone school is not. */
function faultOfArea(
  tried: Policy,
  { reader, isWhole, isFull }: { reader: Reader; isWhole: boolean; isFull: boolean },
  area: policy.AreaFacts,
  subject: policy.AreaSubject,
): string | undefined {
  const { role } = reader;
  const grain = isWhole ? (role === 'wall' ? 'rounded' : role === 'inspectorate' ? 'la' : 'school') : 'sum';
  if (tried.grainOf(reader, area) !== grain) return 'grain';
  const cohorts = tried.cohortsOf(reader, subject);
  if (role === 'wall' ? cohorts !== 'headline' : isWhole && cohorts !== 'all') return 'cohorts';
  if (isWhole) return undefined;
  const isUncutEngland = area.kind === 'england' && !subject.cut;
  if (isUncutEngland ? isFull && cohorts !== 'all' : cohorts !== 'headline') return 'cohorts';
  const unseen = [...area.schools()].filter((school) => !isOwn(reader, school));
  if (unseen.length === 1) return 'a lone school';
  const phases = new Set(unseen.map((school) => school.phase));
  const isLone = [...phases].some((phase) => unseen.filter((one) => one.phase === phase).length === 1);
  if (isLone && (subject.cut || cohorts === 'all')) return 'a lone school of a phase';
  const [first] = unseen;
  const heard = (isHeard: (urn: number) => boolean) => tried.cohortsOf(reader, { ...subject, isHeard });
  if (first && heard((urn) => urn === first.urn) !== 'rolls') return 'a lone school with registers';
  return heard(() => false) === 'rolls' ? 'rolls before any register' : undefined;
}

const ASKED = [...requests()];

/** Enough of them to miss any one check, for the many policies that lack one. */
const SOME = ASKED.filter((_, i) => i % 3 === 0);

function firstFault(tried: Policy, asks: readonly Asked[]): string | undefined {
  const seen = sightFault(tried) ?? exampleFault(tried);
  if (seen) return seen;
  for (const asked of asks) {
    const fault = faultOf(tried, asked);
    if (fault) return `${fault}: ${asked.reader?.role} ${asked.reader?.scope} at ${asked.door}`;
  }
  return undefined;
}

/** What a role sees in an answer, by the table. */
function sightFault(tried: Policy): string | undefined {
  for (const role of ROLES)
    for (const names of [false, true]) {
      const beat = tried.beatSightOf({ id: 'x', role, scope: 'england', names });
      if (beat.coverage === (role === 'wall' || role === 'inspectorate')) return `coverage of ${role}`;
      if (beat.events !== ['central', 'rise', 'hub', 'la', 'trust', 'school'].includes(role))
        return `events of ${role}`;
      if (tried.beatSightOf({ id: 'x', role, scope: 'la:201', names }).coverage)
        return `coverage of ${role} of an LA`;
      const sight = tried.sightOf({ id: 'x', role, scope: 'england', names });
      const [isWall, isInspectorate] = [role === 'wall', role === 'inspectorate'];
      if (sight.targets === (isInspectorate || (isWall && !names))) return `targets of ${role}`;
      if (sight.schools === (isWall && !names)) return `schools of ${role}`;
      if (sight.smallNumbers === (isWall || isInspectorate)) return `small numbers of ${role}`;
      if (sight.rounded !== isWall) return `rounding of ${role}`;
    }
  return undefined;
}

/** What the drawn worlds seldom hold: names of pupils role by role, and a sum that is safe whole but not cut. */
function exampleFault(tried: Policy): string | undefined {
  const school = (urn: number, la: string, phase = 'primary'): policy.SchoolFacts => {
    return { urn, la, region: 'E12000001', phase, trust: null, hubs: [] };
  };
  const [own, ...others] = [
    school(1, '100'),
    school(2, '101'),
    school(3, '102'),
    school(4, '103', 'secondary'),
  ];
  for (const role of ROLES) {
    const held = tried.holdsPupils({ id: 'x', role, scope: 'england', names: false }, own);
    if (held !== ['la', 'trust', 'school'].includes(role)) return `pupils of ${role}`;
  }
  const wallFault = wallExampleFault(tried, own);
  if (wallFault) return wallFault;
  const la: Reader = { id: 'x', role: 'la', scope: 'la:100', names: false };
  const area: policy.AreaFacts = { kind: 'england', id: 'E92000001', schools: () => [own, ...others] };
  const subject = { area, homeSchools: () => [own] };
  if (tried.decide(la, 'read-area', subject) !== 'ok') return 'a sum of three withheld';
  if (tried.decide(la, 'read-area', { ...subject, cut: true }) === 'ok') return 'a lone school of a phase';
  const onDate = { ...area, schools: () => [own, others[0]] };
  if (tried.decide(la, 'read-area', { ...subject, onDate }) === 'ok') return 'a lone school of another date';
  if (tried.decide(la, 'read-area', { ...subject, onDate: area }) !== 'ok')
    return 'a sum of another date withheld';
  return undefined;
}

/** Which areas a wall gets rounded: those within each other, or its own. */
function wallExampleFault(tried: Policy, school: policy.SchoolFacts): string | undefined {
  const schools = () => [{ ...school, trust: 'T1' }];
  const areas: policy.AreaFacts[] = [
    { kind: 'england', id: 'E92000001', schools },
    { kind: 'region', id: 'E12000001', schools },
    { kind: 'la', id: '100', schools },
    { kind: 'trust', id: 'T1', schools },
  ];
  for (const [scope, seen] of [
    ['england', 3],
    ['trust:T1', 1],
  ] as const) {
    const wall: Reader = { id: 'x', role: 'wall', scope, names: false };
    const given = areas.filter(
      (area) => tried.decide(wall, 'read-area', { area, homeSchools: schools }) === 'ok',
    );
    if (given.length !== seen || (seen === 1 && given[0].kind !== 'trust'))
      return `areas of the wall ${scope}`;
  }
  return undefined;
}

test('[ACCESS205] of 100,000 requests at all doors the policy gives what the table of roles gives, and no more', () => {
  expect(ASKED.length).toBeGreaterThanOrEqual(REQUESTS);
  expect(new Set(ASKED.map(({ door }) => door)).size).toBeGreaterThan(30);
  expect(firstFault(policy, ASKED)).toBeUndefined();
});

const folder = mkdtempSync(join(tmpdir(), 'bellwether-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SOURCE = readFileSync('shared/access/policy.ts', 'utf8');
const toJs = (source: string): string =>
  ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  }).outputText;

/** A policy of another source. */
async function load(source: string, number: number): Promise<Policy> {
  const file = join(folder, `policy-${number}.mjs`);
  writeFileSync(file, toJs(source).replaceAll("'./roll-ups.ts'", "'./roll-ups.mjs'"));
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Policy;
}

interface Mutant {
  what: string;
  source: string;
}

/** The source with each check taken away or turned round, one at a time. */
function mutants(): Mutant[] {
  const file = ts.createSourceFile('policy.ts', SOURCE, ts.ScriptTarget.ES2023, true);
  const found: Mutant[] = [];
  const replace = (node: ts.Node, by: string) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const what = `line ${line}: ${node.getText().slice(0, 60)} -> ${by || 'nothing'}`;
    found.push({ what, source: SOURCE.slice(0, node.getStart()) + by + SOURCE.slice(node.getEnd()) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isIfStatement(node)) {
      replace(node.expression, 'false');
      replace(node.expression, 'true');
    }
    if (ts.isConditionalExpression(node)) {
      replace(node.condition, 'false');
      replace(node.condition, 'true');
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      replace(node.left, 'true');
      replace(node.right, 'true');
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
      replace(node.left, 'false');
      replace(node.right, 'false');
    }
    if (ts.isArrayLiteralExpression(node))
      for (const element of node.elements) if (ts.isStringLiteral(element)) replace(element, "'-'");
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found, ...widened()];
}

/** The table of roles with each role that is not in a row added to it. */
function widened(): Mutant[] {
  const rows = SOURCE.slice(SOURCE.indexOf('const ROLES_FOR'), SOURCE.indexOf('const SUMS_BESIDES'));
  const found: Mutant[] = [];
  for (const [row, name, list] of rows.matchAll(/^ {2}'?([\w-]+)'?: \[([^\]]*)\],$/gm))
    for (const role of ROLES)
      if (!list.includes(`'${role}'`))
        found.push({
          what: `${name} also for ${role}`,
          source: SOURCE.replace(row, row.replace('[', `['${role}', `)),
        });
  return found;
}

/** Changes that nobody can see, each with why. */
const HARMLESS: readonly RegExp[] = [
  /!reader -> false/, // nobody was refused before; it tells the compiler so
  /: schools -> true/, // who sees no schools sees no small numbers either
  /read-target also for inspectorate/, // `sightOf` refuses as well
];

test('[ACCESS206] no check can be taken out of the policy without the matrix failing', async () => {
  writeFileSync(join(folder, 'roll-ups.mjs'), toJs(readFileSync('shared/access/roll-ups.ts', 'utf8')));
  expect(firstFault(await load(SOURCE, 0), SOME)).toBeUndefined();
  const all = mutants();
  expect(all.length).toBeGreaterThan(150);
  const survived: string[] = [];
  for (const [i, { what, source }] of all.entries()) {
    if (HARMLESS.some((harmless) => harmless.test(what))) continue;
    let fault: string | undefined;
    try {
      fault = firstFault(await load(source, i + 1), SOME);
    } catch {
      fault = 'throws';
    }
    if (!fault) survived.push(what);
  }
  expect(survived).toEqual([]);
}, 300_000);
