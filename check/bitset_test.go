package check

import "testing"

// A question adds bits behind the slots of a procedure, and their number may be a multiple of the words of a set.
func TestBitsBehindTheSlots(t *testing.T) {
	for _, slots := range []int{0, 1, 63, 64, 65, 128, 512} {
		b := newBitset(slots)
		b.add(slots, slots+62)
		if !b.has(slots) || !b.has(slots+62) || b.has(slots+1) {
			t.Errorf("a set for %d slots loses the bits behind them", slots)
		}
	}
}
