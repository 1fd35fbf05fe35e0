/** Shows the Render target on a stand-in that speaks Render's contract: the promises of every target, and Render's own traps. */
import { render } from "../../.dagger/src/targets/render/index.js"
import { conformance } from "./conformance/index.js"
import { fakeRender } from "./render/fake.js"

conformance({
  target: render,
  start: fakeRender,
  mutations: [],
})
