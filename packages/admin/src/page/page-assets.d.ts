/**
 * The page's files, compressed. The module itself is made by `build/embed.js` and lies beside the
 * compiled code.
 */
import type { PageAssets } from './asset-table.ts'

export const pageAssets: PageAssets
