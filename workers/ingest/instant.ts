/** Instants as posted: RFC 3339 date-times, cut to milliseconds. */

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Milliseconds since 1970, or NaN for a text that is no instant from 1970 on. */
export function toInstant(text: string): number {
  const match = PATTERN.exec(text);
  if (!match) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return Number.NaN;
  const milliseconds = match[7] ? Number(match[7].slice(0, 3).padEnd(3, '0')) : 0;
  const offset = offsetMinutes(match[8], match[9], match[10]);
  const local = ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  const instant = midnight.getTime() + local - offset * 60_000;
  return instant >= 0 ? instant : Number.NaN;
}

function offsetMinutes(sign: string | undefined, hours: string, minutes: string): number {
  if (sign === undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `toInstant` that remembers its last text: the marks of a register mostly share theirs. */
export function createInstantReader(): (text: string) => number {
  let lastText = '';
  let lastInstant = Number.NaN;
  return (text) => {
    if (text !== lastText) {
      lastInstant = toInstant(text);
      lastText = text;
    }
    return lastInstant;
  };
}
