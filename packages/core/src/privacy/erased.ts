/**
 * What stands where a value was, once the key of the person whose it was is destroyed?
 *
 * Readers get it inside values alone; a whole value that is gone is left out, and the change or
 * the event says so. Nothing stored ever holds it.
 */
export const ERASED = '[erased]'
