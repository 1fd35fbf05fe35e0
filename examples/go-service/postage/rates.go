// Package postage owns the price of a parcel and the HTTP interface that tells it.
package postage

import (
	"errors"
	"fmt"
)

const maxGrams = 30_000

var ErrNothing = errors.New("a parcel weighs more than nothing")

// PriceInCents grows with each kilogram begun.
func PriceInCents(grams int) (int, error) {
	switch {
	case grams <= 0:
		return 0, ErrNothing
	case grams > maxGrams:
		return 0, fmt.Errorf("%d g is more than %d g", grams, maxGrams)
	case grams <= 500:
		return 120, nil
	}
	kilograms := (grams + 999) / 1000
	return 400 + kilograms*150, nil
}
