export { helpdesk } from '@rastro/catalogs'
