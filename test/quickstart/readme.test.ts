/** The README shows the program that is tested, and no other. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { ROOT } from '../support/packed-packages.ts'

describe('the README', () => {
  it('shows the quick start word for word', async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
    const program = await readFile(join(ROOT, 'examples', 'quickstart', 'app.js'), 'utf8')
    expect(readme).toContain(`\`\`\`js\n${program}\`\`\`\n`)
  })
})
