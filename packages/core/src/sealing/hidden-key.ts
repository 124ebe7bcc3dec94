/** What stands in a stored path where a key of the data stood: a map's, a mixed value's. */
export const HIDDEN_KEY = '*'
