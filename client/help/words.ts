/** Every word on the screens, explained as one would to a new colleague. */

export interface Word {
  word: string;
  means: string;
}

export const WORDS: readonly Word[] = [
  {
    word: 'Attending so far',
    means:
      'Of the sessions pupils could have attended in the registers that are in, the share that was attended. Lates count as attending. It moves until every register is in.',
  },
  {
    word: 'Ages 5 to 15 (statutory)',
    means:
      'The one population every figure on a screen is of, unless it says otherwise: pupils of compulsory school age, as in the department’s statistics.',
  },
  {
    word: 'Registers in',
    means:
      'Pupils whose mark has come in, of all pupils on roll. A register not taken yet is neither present nor absent.',
  },
  {
    word: 'Newest mark',
    means: 'How long ago the latest mark was recorded. Most systems send twice a day, so minutes are usual.',
  },
  {
    word: 'Usual',
    means: 'What the same school showed on the same weekday and session of its last six weeks.',
  },
  {
    word: 'Expected',
    means:
      'What a school’s own level, the weekday, the week of the year and what all of England shares today would give.',
  },
  {
    word: 'Usual range',
    means:
      'Most ordinary days of this school lie within it. It is wider for small schools, because chance moves them more.',
  },
  {
    word: 'England-wide part',
    means:
      'How far all of England lies from usual today: an illness going round, or registers still without a reason.',
  },
  {
    word: 'Own part',
    means:
      'What is left of a gap when the season and the England-wide part are taken out: the school’s or area’s own.',
  },
  {
    word: 'Target',
    means:
      'A school’s own attendance expectation for the year. It is for support, is not published, and can be disputed.',
  },
  {
    word: 'Slipping',
    means:
      'Something has changed: attendance has fallen below the school’s own established level by more than chance explains, and below its target where it has one. Decided at the close of a day; it holds through the next morning.',
  },
  {
    word: 'Recovering',
    means:
      'Was surely slipping, and the last days are surely back at its usual level. On track again ten school days later; listed again at once should the return turn out to be none.',
  },
  { word: 'On track', means: 'Within its own usual range of what is expected.' },
  {
    word: 'Waiting',
    means: 'Too little is in to say anything: under 80% of a school’s registers, or under 20% of an area’s.',
  },
  {
    word: 'Sudden drop',
    means:
      'Today lies far outside the school’s usual range, and takes the mean of five days down with it. Seen within the morning.',
  },
  {
    word: 'Behind',
    means:
      'Below the path to its target over the year so far. A steady school can be behind without slipping.',
  },
  {
    word: 'Strength of evidence',
    means: 'How surely something has changed. Schools that cannot be told apart share a place (=).',
  },
  {
    word: 'Chance would explain',
    means: 'How many of a list would be on it although nothing has changed. There are always some.',
  },
  {
    word: 'Will close at',
    means:
      'Where the session will end, from what is in so far, with the range that holds it 95 times of 100.',
  },
  {
    word: 'Authorised, unauthorised, no reason yet',
    means: 'Absence by what the school has recorded. N becomes a reason within days.',
  },
  {
    word: 'Persistent absentees',
    means:
      'Pupils who have missed 10% or more of their possible sessions this school year, of the sessions counted here, told after four weeks of them. The count of each day is written down, and a year later the change stands beside it.',
  },
  {
    word: 'School days gained',
    means:
      'Days attended this year beyond what the rate of the same weeks last year would have given, over schools known in both years.',
  },
  { word: 'Schools improved', means: 'Schools with a higher attendance than in the same weeks last year.' },
  {
    word: '4.7% absence',
    means:
      'England’s absence in 2018/19, the last whole year before the pandemic. Autumn alone lies below a whole year.',
  },
  {
    word: 'Late register',
    means: 'Later than usual for this school. It says nothing about how the school is doing.',
  },
  {
    word: 'Area event',
    means:
      'Most schools of an authority moved together: snow, an illness, a strike. None of them is listed for it.',
  },
  {
    word: 'Provisional',
    means: 'Registers are still being corrected. These are management information, not official statistics.',
  },
  {
    word: 'As it stood',
    means: 'A moment gone by, with the counts and verdicts as they were known then. Nothing on it is live.',
  },
];
