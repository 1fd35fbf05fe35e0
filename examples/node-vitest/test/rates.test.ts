/** Shows what parcels cost. */
import { expect, it } from "vitest";
import { priceInCents } from "../src/rates.ts";

it.each([
  [1, 120],
  [500, 120],
  [501, 550],
  [1000, 550],
  [1001, 700],
  [30_000, 4900],
])("%i g cost %i cents", (grams, cents) => {
  expect(priceInCents({ grams })).toBe(cents);
});
