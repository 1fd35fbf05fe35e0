/** Owns the price of a parcel. */
import { z } from "zod";

export const Parcel = z.object({
  grams: z.coerce.number().int().positive().max(30_000),
});

export function priceInCents({ grams }: z.infer<typeof Parcel>): number {
  return grams <= 500 ? 120 : 400 + Math.ceil(grams / 1000) * 150;
}
