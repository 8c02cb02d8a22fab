/** Year groups as a roster names them, youngest first: nursery, reception, years 1 to 13. */
export const YEAR_GROUPS = [
  'N',
  'R',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  '10',
  '11',
  '12',
  '13',
] as const;
