/** The text of a stored model. */
import type { TargetModel } from '../../shared/targets/model.ts';

/** One tree a line: readable, and a new fit shows as lines that changed. */
export function storedText({ expected: _opened, circumstances, own, ...rest }: TargetModel): string {
  const forest = ({ base, trees }: TargetModel['own']) =>
    `{"base":${base},"trees":[\n${trees.map((tree) => JSON.stringify(tree)).join(',\n')}\n]}`;
  const linesOf = (values: object) =>
    Object.entries(values).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const { forest: trees, smooth, ...mixed } = circumstances;
  const { inputs, ...surface } = smooth;
  const inputLines = inputs.map((input) => JSON.stringify(input)).join(',\n');
  const smoothText = `{"inputs":[\n${inputLines}\n],\n${linesOf(surface).join(',\n')}}`;
  const circumstancesText = `{${linesOf(mixed).join(',\n')},\n"smooth":${smoothText},\n"forest":${forest(trees)}}`;
  return `{${linesOf(rest).join(',\n')},\n"circumstances":${circumstancesText},\n"own":${forest(own)}}\n`;
}
