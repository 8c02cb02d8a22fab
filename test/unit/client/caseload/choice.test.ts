import { describe, expect, test } from 'vitest';
import { filters, NO_CHOICE, readChoice, toggled, writeChoice } from '../../../../client/caseload/choice.ts';

const read = (query: string) => readChoice(new URLSearchParams(query));

describe('what is chosen of an area’s schools', () => {
  test('[CASE1] filters, the piece of the funnel and the order stand in the URL in one order', () => {
    const query =
      'phase=primary,special&standing=slipping&tier=enhanced&in=none&funnel=100,400,-3,-1.5&order=recent,turned';
    const choice = read(query);
    expect(writeChoice(choice).join('&')).toBe(query);
    expect(choice.piece).toEqual({ pupils: [100, 400], points: [-3, -1.5] });
    expect(filters(choice)).toBe(6);
  });

  test('[CASE1] what the URL says wrongly is left out', () => {
    expect(read('phase=college&standing=worst&funnel=1,2,3&order=shoe')).toEqual(NO_CHOICE);
    expect(read('funnel=1,2,3,alert(1)').piece).toBeNull();
  });

  test('[CASE1] a tag takes its own filter away and leaves the others', () => {
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['b'], 'a')).toEqual(['b', 'a']);
  });
});
