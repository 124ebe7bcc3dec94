/** What people, or an attacker, may have typed. */
export const STRANGE_TEXTS: readonly string[] = [
  '{name}',
  '{actor} {count, plural, other {#}}',
  '%s %d',
  '$& $1 $`',
  '<b>bold</b>',
  'a → b; Role: admin → owner',
  '__proto__',
  '“quoted”',
  'two\nlines\u202e',
  '😀'.repeat(300),
  '',
  ' ',
]
