/** The list of keys. */
export const help = {
  'help.keys': 'Keys',
  'help.rows': 'Next and previous row, in the table',
  'help.jumps': 'A page of rows, first and last row',
  'help.open': 'Open the event',
  'help.peek': 'Look at the event beside the list',
  'help.menu': 'Menu of the row',
  'help.close': 'Close what is open',
  'help.neighbours': 'Newer and older event',
  'help.search': 'Search',
  'help.filters': 'Filters',
  'help.live': 'Live on, or paused',
  'help.help': 'This list',
  'help.switch': 'Single letters do this outside of the table',
} as const
