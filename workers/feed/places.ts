/**
 * How big and how wide each local authority is: people in thousands (rounded, about 2023, general knowledge) and a
 * rough reach in kilometres, so that schools are spread over England as people are.
 */
import { LOCAL_AUTHORITIES, type LocalAuthority } from '../../shared/attendance/areas.ts';

const PEOPLE = `
201 3 202 217 203 291 204 261 205 185 206 220 207 146 208 317 209 299 210 311 211 325 212 329 213 209
301 221 302 389 303 248 304 341 305 330 306 392 307 369 308 327 309 262 310 262 311 264 312 310 313 290 314 169
315 215 316 358 317 310 318 195 319 210 320 276 330 1150 331 355 332 324 333 344 334 217 335 286 336 267
340 157 341 496 342 184 343 281 344 322 350 299 351 194 352 568 353 244 354 227 355 279 356 297 357 233 358 236
359 334 370 247 371 312 372 269 373 566 380 553 381 207 382 438 383 823 384 358 390 198 391 307 392 210 393 149
394 278 420 2 800 196 801 480 802 219 803 295 805 94 806 149 807 137 808 199 810 268 811 347 812 158 813 170
815 624 816 205 821 227 822 188 823 302 825 560 826 292 830 806 831 264 838 384 839 404 840 528 841 109 845 551
846 278 850 1420 851 210 852 252 855 729 856 373 857 41 860 887 861 260 865 516 866 236 867 127 868 155 869 163
870 176 871 159 872 181 873 695 874 218 876 129 877 212 878 826 879 267 880 139 881 1520 882 181 883 177 884 189
885 614 886 1610 887 284 888 1260 889 155 890 141 891 841 892 328 893 327 894 189 895 407 896 365 908 578 916 659
919 1210 921 140 925 778 926 931 929 324 931 738 933 577 935 768 936 1214 937 607 938 892 940 363 941 430 942 276
943 228`;

/** Unitary authorities that are countryside with towns rather than one city, with their reach in km. */
// biome-ignore format: a table
const WIDE_UNITARIES: Readonly<Record<string, number>> = {
  811: 24, 813: 14, 815: 40, 823: 12, 825: 16, 838: 24, 840: 24, 857: 8, 865: 26, 869: 12, 884: 22,
  893: 26, 895: 16, 896: 15, 908: 34, 921: 9, 929: 34, 933: 28, 940: 14, 941: 18, 942: 26, 943: 28,
};

/** People a square kilometre, thousands, by kind of city authority. */
const LONDON_DENSITY = 6;
const CITY_DENSITY = 2.6;

export interface Place {
  readonly la: LocalAuthority;
  readonly people: number;
  /** Rough radius, km. */
  readonly reach: number;
  /** Countryside with towns: many small primary schools. */
  readonly rural: boolean;
}

function reachOf(la: LocalAuthority, people: number): number {
  if (la.ons.startsWith('E10')) return 26;
  const wide = WIDE_UNITARIES[la.code];
  if (wide) return wide;
  const density = la.region === 'E12000007' ? LONDON_DENSITY : CITY_DENSITY;
  return Math.max(1.2, Math.sqrt(people / density / Math.PI));
}

/** The 153 places in the order of `LOCAL_AUTHORITIES`. */
export function placesOfEngland(): Place[] {
  const numbers = PEOPLE.trim().split(/\s+/).map(Number);
  const people = new Map<string, number>();
  for (let i = 0; i < numbers.length; i += 2) people.set(String(numbers[i]), numbers[i + 1]);
  return LOCAL_AUTHORITIES.map((la) => {
    const thousands = people.get(la.code);
    if (thousands === undefined) throw new Error(`places: no population for local authority ${la.code}`);
    const rural = la.ons.startsWith('E10') || la.code in WIDE_UNITARIES;
    return { la, people: thousands, reach: reachOf(la, thousands), rural };
  });
}
