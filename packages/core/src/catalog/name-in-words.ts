/** How does a name from code read where nobody gave it a label? */

/** Makes words of a name: `orderItems` and `order_items` become *Order items*. */
export function nameInWords(name: string): string {
  const words = name.replaceAll(/[_.-]+/g, ' ').replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  const lower = words.trim().toLowerCase()
  return lower === '' ? name : lower.charAt(0).toUpperCase() + lower.slice(1)
}
