export { helpdesk } from './helpdesk/helpdesk.ts'
