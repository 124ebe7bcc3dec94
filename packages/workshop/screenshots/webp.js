/**
 * How do pictures become small files? The browser that made them writes WebP; what it cannot do, put
 * several into one that moves, is done here.
 *
 * So no library of codecs is installed for it. The container is described in Google's "WebP
 * Container Specification"; all numbers in it are little-endian.
 */

/** Without loss a page of text and lines is about as small as with it, and sharp. */
const LOSSLESS = 1
const SMALLER = 0.9

/** @typedef {{ x: number, y: number, width: number, height: number, webp: Buffer, durationMs: number }} Frame */

/**
 * Turns a screenshot into WebP: without loss, or with a little where it would be too large.
 *
 * @param {import('playwright-core').Page} page - A blank one, to work in.
 * @param {Buffer} png
 * @param {number} maxBytes
 */
export async function toWebp(page, png, maxBytes) {
  for (const quality of [LOSSLESS, SMALLER]) {
    const { webp } = await encode(page, { png: png.toString('base64'), quality })
    if (webp.byteLength <= maxBytes) return webp
  }
  throw new Error(`a picture is larger than ${maxBytes} bytes`)
}

/**
 * Puts screenshots of one size one after the other, for ever. Of each only what differs from the one
 * before is kept.
 *
 * @param {import('playwright-core').Page} page - A blank one, to work in.
 * @param {readonly { png: Buffer, durationMs: number }[]} shots
 */
export async function toAnimation(page, shots) {
  /** @type {Frame[]} */
  const frames = []
  let before
  let size = { width: 0, height: 0 }
  for (const { png, durationMs } of shots) {
    const base64 = png.toString('base64')
    const part = await encode(page, { png: base64, before, quality: LOSSLESS })
    before = base64
    if (frames.length === 0) size = part
    const last = frames.at(-1)
    if (part.width === 0 && last !== undefined) last.durationMs += durationMs
    else frames.push({ ...part, durationMs })
  }
  return animated(size, frames)
}

/** @returns {Promise<Omit<Frame, 'durationMs'>>} Without width if nothing differs. */
async function encode(page, options) {
  const { base64, ...rect } = await page.evaluate(async ({ png, before, quality }) => {
    const draw = async (text) => {
      const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d', { willReadFrequently: true })
      context.drawImage(image, 0, 0)
      return { canvas, context, width: image.width, height: image.height }
    }
    const whole = await draw(png)
    let rect = { x: 0, y: 0, width: whole.width, height: whole.height }
    if (before !== undefined) {
      const pixels = (one) =>
        new Uint32Array(one.context.getImageData(0, 0, whole.width, whole.height).data.buffer)
      const [now, then] = [pixels(whole), pixels(await draw(before))]
      let [left, right, top, bottom] = [whole.width, -1, whole.height, -1]
      for (let i = 0; i < now.length; i += 1) {
        if (now[i] === then[i]) continue
        const [x, y] = [i % whole.width, Math.floor(i / whole.width)]
        left = Math.min(left, x)
        right = Math.max(right, x)
        top = Math.min(top, y)
        bottom = Math.max(bottom, y)
      }
      // A frame begins at even pixels: the format has half of them.
      left -= left % 2
      top -= top % 2
      rect = { x: left, y: top, width: Math.max(0, right - left + 1), height: bottom - top + 1 }
    }
    if (rect.width === 0) return { ...rect, base64: '' }
    const canvas = new OffscreenCanvas(rect.width, rect.height)
    canvas.getContext('2d').drawImage(whole.canvas, -rect.x, -rect.y)
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return { ...rect, base64: btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join('')) }
  }, options)
  return { ...rect, webp: Buffer.from(base64, 'base64') }
}

const HAS_ANIMATION = 0x02
const HAS_ALPHA = 0x10
const REPLACES_WHAT_IS_BELOW = 0x02

/**
 * @param {{ width: number, height: number }} size
 * @param {readonly Frame[]} frames
 */
function animated({ width, height }, frames) {
  const canvas = [
    Buffer.from([HAS_ANIMATION | HAS_ALPHA, 0, 0, 0]),
    u24(width - 1),
    u24(height - 1),
  ]
  // White below all, and repeated without end.
  const forEver = Buffer.from([255, 255, 255, 255, 0, 0])
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('VP8X', Buffer.concat(canvas)),
    chunk('ANIM', forEver),
    ...frames.map(frameChunk),
  ])
  return chunk('RIFF', body)
}

/** @param {Frame} frame */
function frameChunk({ x, y, width, height, durationMs, webp }) {
  const numbers = [x / 2, y / 2, width - 1, height - 1, durationMs].map(u24)
  const flags = Buffer.from([REPLACES_WHAT_IS_BELOW])
  return chunk('ANMF', Buffer.concat([...numbers, flags, ...imageChunks(webp)]))
}

/** The parts of a file that hold the picture itself. */
function imageChunks(webp) {
  const found = []
  for (let at = 12; at < webp.length;) {
    const size = 8 + webp.readUInt32LE(at + 4)
    const end = at + size + (size % 2)
    if (['VP8L', 'VP8 ', 'ALPH'].includes(webp.toString('latin1', at, at + 4))) {
      found.push(webp.subarray(at, end))
    }
    at = end
  }
  return found
}

/** @param {string} name @param {Buffer} content */
function chunk(name, content) {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

/** @param {number} value */
function u24(value) {
  return Buffer.from([value & 255, (value >> 8) & 255, (value >> 16) & 255])
}
