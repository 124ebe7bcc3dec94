/**
 * Runs the application on a database of your own, with nothing in it.
 *
 *     MONGODB_URI=mongodb://127.0.0.1:27017/helpdesk HELPDESK_SECRET=<32 characters or more> npm start
 *
 * `HELPDESK_KEY_FILE` names the file whose key protects those of persons; it is made where it is
 * missing.
 */
import mongoose from 'mongoose'
import { createApp } from './app.js'

const { MONGODB_URI, HELPDESK_SECRET, PORT = '3000' } = process.env

const app = createApp({ secret: HELPDESK_SECRET })
await mongoose.connect(MONGODB_URI)
app.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/`))
