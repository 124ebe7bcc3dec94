/** Makes the pictures on the server and in the browser that the environment names. */
import { makePictures } from './make-pictures.js'

await makePictures({
  mongodbUri: process.env.AUDIT_TEST_MONGODB_URI,
  executablePath: process.env.CHROME_PATH,
  // Without the seconds since the beginning: the clock of this process is set back.
  say: (line) => process.stderr.write(`${line}\n`),
})
