/** Ends its process for lack of a setting. */
process.exit(3)
