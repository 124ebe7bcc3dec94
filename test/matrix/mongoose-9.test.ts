import { runMatrix } from './run-matrix.ts'

runMatrix('a call on Mongoose 9', 'mongoose')
