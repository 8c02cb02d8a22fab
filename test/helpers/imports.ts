import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

/** An import as written: from a file of ours to a file of ours (both relative to the project) or to a package. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: 'own' | 'package';
}

const SCRIPT = /<script[^>]*>([\s\S]*?)<\/script>/g;

/** Every import, also `import()` and of types, in the TypeScript and Svelte files under the folders. */
export function readImports(project: string, folders: readonly string[]): Import[] {
  return folders
    .flatMap((folder) => sources(join(project, folder)))
    .flatMap((file) => importsOf(project, file));
}

function sources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path);
    return /\.(ts|svelte)$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(project: string, file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const code = file.endsWith('.svelte')
    ? [...text.matchAll(SCRIPT)].map((match) => match[1]).join('\n')
    : text;
  return preProcessFile(code, true, true).importedFiles.map(({ fileName }) => {
    const from = relative(project, file);
    if (!fileName.startsWith('.')) return { from, to: fileName, kind: 'package' };
    return { from, to: relative(project, join(dirname(file), fileName)), kind: 'own' };
  });
}

/** One cycle among the imports as a path that ends where it begins, or undefined. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of imports) {
    if (kind === 'own') next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of next.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
