/** Owns the guards that stand between what Vercel says and what is believed; tests switch each of them off. */
import { judgeBuild, judgeMove } from "./judge.js"
import { probeUnpromoted } from "./probe.js"
import { ownIn, wrongImage } from "./read.js"

export const guards = { judgeBuild, judgeMove, wrongImage, ownIn, probeUnpromoted }
