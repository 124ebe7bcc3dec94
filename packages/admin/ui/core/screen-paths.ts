/** Is there a screen to link to? The table itself imports screens, so they cannot import the table. */
let paths: readonly string[] = []

export function setScreenPaths(known: readonly string[]): void {
  paths = known
}

/** True if the table of screens has this pattern, e.g. `events/:id`. */
export function hasScreen(pattern: string): boolean {
  return paths.includes(pattern)
}
