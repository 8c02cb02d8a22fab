/** What a role is called on a screen. */
const WORDS: Record<string, string> = {
  rise: 'RISE adviser',
  la: 'local authority',
};

export const roleWords = (role: string): string => WORDS[role] ?? role;
