/**
 * The live protocol's version. `test/unit/live/version.test.ts` pins it to a hash of the schemas: change a message
 * and the test says to raise this number and add a line.
 *
 * 1 - first version: subscribe, unsubscribe; delta, beat; snapshot and registry over HTTP.
 * 2 - signals of schools and closes of views, in snapshot and delta.
 * 3 - the beat says how intake is.
 * 4 - the beat numbers the events of the day.
 * 5 - a signal says by how much the school's own level has fallen.
 */
export const PROTOCOL_VERSION = 5;
