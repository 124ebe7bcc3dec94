/** `drop` and `rename` change a collection without touching its records: one event says so. */
import type { CapturedIntent } from '@rastro/core'
import type { CaptureSite } from './site.ts'

type Define = (name: string, method: (...given: unknown[]) => unknown) => void

/**
 * @param define - Puts a method on the wrapper.
 * @param wrap - Captures what `rename` returns: the same records under another name.
 */
export function captureStructural(
  site: CaptureSite,
  define: Define,
  wrap: (site: CaptureSite) => unknown,
): void {
  const { original } = site
  define('drop', async (...given) => {
    const result = await original.drop(...given)
    if (result !== false) await tell(site, 'drop', 'delete')
    return result
  })
  define('rename', async (...given) => {
    const renamed = (await original.rename(...given)) as CaptureSite['original']
    await tell(site, 'rename', 'update')
    return wrap({ ...site, original: renamed })
  })
}

async function tell(
  site: CaptureSite,
  method: string,
  operation: CapturedIntent['operation'],
): Promise<void> {
  if (!(await site.sink.wants(site.audited))) return
  await site.sink.accept({
    collection: site.audited,
    method,
    changes: [],
    intent: { operation, because: 'whole-collection' },
    durability: 'majority',
    connectedClient: site.original.client,
  })
}
