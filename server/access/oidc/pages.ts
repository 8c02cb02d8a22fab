/** What somebody reads who was not let in: what happened, and what to do next. Plain HTML without scripts. */
import type { Refusal } from './accounts.ts';

export const REFUSAL_STYLE = `body{font:18px/1.5 system-ui,sans-serif;max-width:40rem;margin:12vh auto 0;padding:0 1.5rem;color:#0b0c0c;background:#fff}
h1{font-size:1.75rem;margin:0 0 1rem}a{color:#1a65a6}
@media (prefers-color-scheme:dark){body{color:#f4f6f8;background:#0b1118}a{color:#8fceff}}`;

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => escapes[char]);

const again = '<a href="/session/sign-in">Sign in again</a>';

function words(refusal: Refusal): { status: number; title: string; text: string } {
  switch (refusal.refused) {
    case 'expired':
      return {
        status: 400,
        title: 'That sign-in has run out',
        text: `<p>It took longer than ten minutes, or was begun in another browser. ${again}.</p>`,
      };
    case 'failed':
      return {
        status: 400,
        title: 'You are not signed in',
        text: `<p>The sign-in service did not confirm who you are. ${again}; if it happens twice, tell the people who run Bellwether the time it happened.</p>`,
      };
    case 'unreachable':
      return {
        status: 503,
        title: 'Your role could not be looked up',
        text: `<p>You are signed in to DfE Sign-in, but it does not say just now which role you have. Wait a minute, then ${again.toLowerCase()}.</p>`,
      };
    case 'no-organisation':
      return {
        status: 403,
        title: 'No organisation was chosen',
        text: `<p>Bellwether shows figures for an organisation, and your account named none. Ask an approver of your organisation to add you to it in DfE Sign-in, then ${again.toLowerCase()} and choose it.</p>`,
      };
    case 'no-role':
      return {
        status: 403,
        title: 'Your account has no role in Bellwether',
        text: `<p>You are signed in to DfE Sign-in${refusal.organisation ? ` for <strong>${escaped(refusal.organisation)}</strong>` : ''}, and nobody has given you a role in Bellwether there.</p>
<p>Ask an approver of your organisation: in DfE Sign-in they choose <em>Manage users</em>, your name, <em>Bellwether</em>, and a role. Then ${again.toLowerCase()}. If you belong to another organisation too, sign in again and choose that one.</p>`,
      };
  }
}

export function refusalPage(refusal: Refusal): { status: number; html: string } {
  const { status, title, text } = words(refusal);
  const html = `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} - Bellwether</title><style>${REFUSAL_STYLE}</style></head><body><main><h1>${title}</h1>${text}</main></body></html>`;
  return { status, html };
}
