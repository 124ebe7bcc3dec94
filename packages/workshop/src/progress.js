/**
 * How does a script say what it is doing? One line per step, with the seconds since it began.
 */

/**
 * Creates the function that tells a line.
 *
 * @param {NodeJS.WritableStream} stream - Where lines go; stderr when stdout is for a program to read.
 * @returns {(line: string) => void}
 */
export function createProgress(stream) {
  const started = Date.now()
  return (line) => {
    const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6)
    stream.write(`${seconds} s  ${line}\n`)
  }
}
