package postage

import "testing"

func TestPriceInCents(t *testing.T) {
	for grams, want := range map[int]int{1: 120, 500: 120, 501: 550, 1000: 550, 1001: 700, 30_000: 4900} {
		if got, err := PriceInCents(grams); got != want || err != nil {
			t.Errorf("%d g: got %d cents (%v), want %d", grams, got, err, want)
		}
	}
}

func TestPriceInCentsRefuses(t *testing.T) {
	for _, grams := range []int{0, -1, 30_001} {
		if cents, err := PriceInCents(grams); err == nil {
			t.Errorf("%d g: got %d cents, want an error", grams, cents)
		}
	}
}
