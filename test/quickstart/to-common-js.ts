/** The same program for an application that uses `require`. */

/**
 * Rewrites a module's `import` and `export` lines, and waits for the connection without `await`
 * outside a function. Nothing else changes.
 *
 * @param source - The text of the module.
 */
export function toCommonJs(source: string): string {
  return source
    .replaceAll(/^import (\w+|\{[^}]+\}) from ('[^']+')/gm, 'const $1 = require($2)')
    .replaceAll(/^export function (\w+)/gm, 'exports.$1 = function $1')
    .replaceAll(/^export const/gm, 'const')
    .replace(/^await (mongoose\.connect\(.*\))\n(app\.listen\(.*\))$/m, '$1.then(() => {\n  $2\n})')
}
