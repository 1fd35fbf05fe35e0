/** Shows that every notifier keeps the promises of all: delivered once, or reported; never thrown, never shown twice. */
import { conformance } from "./conformance.js"
import { subjects } from "./subjects.js"

for (const one of subjects) conformance(one)
