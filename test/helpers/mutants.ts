/** A source with its checks taken out or turned round, one at a time, and a bundle of the server with such a source. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

export interface Mutant {
  /** The line, and what became of it. */
  what: string;
  source: string;
}

/** Every condition of a file (`if`, `?:`, `&&`, `||`, `filter`) taken to hold, and not to. */
export function conditionMutants(path: string, isWanted: (text: string) => boolean = () => true): Mutant[] {
  const source = readFileSync(path, 'utf8');
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true);
  const found: Mutant[] = [];
  const replace = (node: ts.Node, by: string, whole: ts.Node = node) => {
    const text = whole.getText();
    if (!isWanted(text)) return;
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const what = `${path}:${line} ${node.getText().replaceAll(/\s+/g, ' ').slice(0, 70)} -> ${by === ';' ? 'nothing' : by}`;
    found.push({ what, source: source.slice(0, node.getStart()) + by + source.slice(node.getEnd()) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isIfStatement(node)) for (const by of ['false', 'true']) replace(node.expression, by);
    if (ts.isConditionalExpression(node)) for (const by of ['false', 'true']) replace(node.condition, by);
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      const by = kind === ts.SyntaxKind.AmpersandAmpersandToken ? 'true' : 'false';
      if (by === 'true' || kind === ts.SyntaxKind.BarBarToken)
        for (const side of [node.left, node.right]) replace(side, by, node);
    }
    if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) replace(node, ';');
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Bundles a module of ours with another source of one file, and loads it. Packages stay as they are. */
export async function loadWith<T>(entry: string, path: string, source: string, folder: string): Promise<T> {
  const outfile = join(folder, `mutant-${loaded++}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    plugins: [
      {
        name: 'mutant',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, (file) => {
            if (file.path !== resolve(path)) {
              // Places of files are told from the module's own.
              const contents = readFileSync(file.path, 'utf8');
              const here = JSON.stringify(pathToFileURL(file.path).href);
              return { contents: contents.replaceAll('import.meta.url', here), loader: 'ts' };
            }
            return { contents: source, loader: 'ts' };
          }),
      },
    ],
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as T;
}
let loaded = 0;
