/** How do findings read? */
import type { Finding } from './judge.ts'

const LEVEL_WIDTH = 'problem'.length + 2

/** One paragraph per finding, and how many are problems. */
export function reportText(findings: readonly Finding[]): string {
  const problems = findings.filter(({ level }) => level === 'problem').length
  const paragraphs = findings.map(({ level, text, more }) => {
    const line = `${level.padEnd(LEVEL_WIDTH)}${text}\n`
    const indented = more?.split('\n').map((part) => `${' '.repeat(LEVEL_WIDTH)}${part}\n`) ?? []
    return line + indented.join('')
  })
  const sum =
    problems === 0 ? 'no problems' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`
  return `${paragraphs.join('')}\n${sum}\n`
}
