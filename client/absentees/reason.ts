/** The need a reader states, as it may stand in a header line. */
const MOST = 200;
export const LEAST_REASON = 5;

/** Typographic signs become plain ones, what a header cannot carry is left out. */
export const cleanReason = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, MOST);
