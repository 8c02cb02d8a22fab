/** Fields of the hashes of shared shocks (`globalKeys.closingShocks`, `globalKeys.shocks`). */

/** Before the date of a shock worked out after its day: a day whose close Bellwether did not see. */
export const LATER_PREFIX = 'later:';

/** The instant (ms) of the shock in force now. */
export const CURRENT_SHOCK = 'current';
