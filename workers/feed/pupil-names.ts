/** Invented names of simulated pupils: common forenames and surnames, drawn from the pupil's key. */
import { encoded } from './byte-writer.ts';

const GIRLS =
  'Olivia Amelia Aisha Maya Zara Grace Sofia Freya Fatima Isla Chloe Priya Ella Hannah Ruby Nia Emily Lola Maryam Eva Daisy Leah Yasmin Evie'.split(
    ' ',
  );
const BOYS =
  'Noah Muhammad Oliver Arjun Leo Theo George Ibrahim Jack Kofi Harry Adam Oscar Ethan Yusuf Daniel Samuel Jakub Finley Ryan Kai Alfie Ravi Luca'.split(
    ' ',
  );
const SURNAMES =
  'Smith Patel Jones Khan Taylor Ahmed Brown Hussain Williams Singh Wilson Ali Evans Okafor Walker Kaur Roberts Nowak Green Begum Hall Mensah Clarke Shah Wright Adeyemi Baker Rahman Turner Chen Harris Kowalski Cooper Malik Ward Osei Morris Iqbal King Silva'.split(
    ' ',
  );

const endings = new Map<number, Uint8Array>();

/** The end of a pupil in a roster, `","forename":"…","surname":"…"}`, behind the birth date. */
export function nameEnding(key: number, female: boolean): Uint8Array {
  const forenames = female ? GIRLS : BOYS;
  const forename = (key >>> 13) % forenames.length;
  const surname = (key >>> 18) % SURNAMES.length;
  const id = (surname * forenames.length + forename) * 2 + (female ? 1 : 0);
  let ending = endings.get(id);
  if (!ending) {
    ending = encoded(`","forename":"${forenames[forename]}","surname":"${SURNAMES[surname]}"}`);
    endings.set(id, ending);
  }
  return ending;
}
