/** The human page of the API: plain HTML from the OpenAPI document, without scripts. */
import type { OpenApi } from './openapi.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2026;background:#fff}
h1{font-size:1.75rem}h2{font-size:1.05rem;margin:2rem 0 .25rem;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{background:#f3f5f7;padding:.75rem;overflow:auto}
.method{display:inline-block;min-width:4.5rem;font-weight:700}
table{border-collapse:collapse;margin:.5rem 0}td,th{text-align:left;padding:.15rem 1rem .15rem 0;vertical-align:top}
@media (prefers-color-scheme:dark){body{color:#e8ebee;background:#14181c}pre{background:#1e242a}a{color:#8ab4ff}}`;

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: unknown): string => String(text ?? '').replaceAll(/[&<>"]/g, (char) => escapes[char]);

type Operation = OpenApi['paths'][string][string];

function parameterRows(operation: Operation): string {
  if (operation.parameters.length === 0) return '';
  const rows = operation.parameters.map(
    ({ name, in: place, required, description }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${escaped(place)}${required ? ', required' : ''}</td><td>${escaped(description)}</td></tr>`,
  );
  return `<table><tr><th>Parameter</th><th>Where</th><th>What</th></tr>${rows.join('')}</table>`;
}

function section(document: OpenApi, path: string, method: string, operation: Operation): string {
  const name = operation.operationId[0].toUpperCase() + operation.operationId.slice(1);
  const schema = document.components.schemas[name];
  const shape = schema
    ? `<details><summary>Answer</summary><pre>${escaped(JSON.stringify(schema, null, 1))}</pre></details>`
    : '';
  const body = operation.requestBody
    ? `<details><summary>Body</summary><pre>${escaped(JSON.stringify(operation.requestBody, null, 1))}</pre></details>`
    : '';
  return `<section><h2><span class="method">${escaped(method.toUpperCase())}</span><code>${escaped(path)}</code></h2>
<p>${escaped(operation.summary)}. ${escaped(operation.description)}</p>${parameterRows(operation)}${body}${shape}</section>`;
}

/** The style of the page, so that the security policy can name it by its hash. */
export const docsStyle = STYLE;

export function docsPage(document: OpenApi): string {
  const sections = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(document, path, method, operation)),
  );
  return `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(document.info.title)} API</title><style>${STYLE}</style></head><body>
<h1>${escaped(document.info.title)} API</h1><p>${escaped(document.info.description)} Version ${escaped(document.info.version)}.
For programs: <a href="/api/openapi.json">openapi.json</a>. Send <code>Authorization: Bearer &lt;token&gt;</code>.</p>
${sections.join('\n')}</body></html>`;
}
