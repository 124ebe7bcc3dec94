/** Does a request want the page, rather than the API or nothing of ours? */
import type { AdminRequest } from '../http/exchange.ts'

/**
 * True for the mount and for every address below it that a browser goes to. What asks for scripts,
 * pictures or data never gets a page.
 */
export function wantsPage(request: AdminRequest): boolean {
  const { path } = request
  if (path === '/api' || path.startsWith('/api/')) return false
  // The mount has nothing else, so there a program that does not care gets the page as well.
  if (path === '/') return acceptsPage(request)
  return (request.header('accept') ?? '').toLowerCase().includes('text/html')
}

function acceptsPage(request: AdminRequest): boolean {
  const accept = request.header('accept')
  return accept === undefined || /(text\/html|text\/\*|\*\/\*)/i.test(accept)
}
