/** How safely are events kept? Defined with the event, because catalogs say it too. */
export type * from '../event/safety.ts'
