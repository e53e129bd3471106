package check

import "math/bits"

// A bitset is a set of small numbers.
type bitset []uint64

// newBitset makes an empty set of numbers below n, and of the bits that a question adds behind them (Watch): fewer than
// 64 of those.
func newBitset(n int) bitset { return make(bitset, n/64+2) }

// newBitsets makes some empty sets of numbers below n, next to each other.
func newBitsets(count, n int) []bitset {
	words := newBitset(n)
	all := make(bitset, count*len(words))
	sets := make([]bitset, count)
	for i := range sets {
		sets[i], all = all[:len(words):len(words)], all[len(words):]
	}
	return sets
}

func (b bitset) has(i int) bool { return b[i>>6]>>uint(i&63)&1 == 1 }

// add takes numbers in; negative ones, which stand for none, are passed over.
func (b bitset) add(list ...int) {
	for _, i := range list {
		if i >= 0 {
			b[i>>6] |= 1 << uint(i&63)
		}
	}
}

func (b bitset) remove(i int) { b[i>>6] &^= 1 << uint(i&63) }

// join takes in every member of c and says whether any was new.
func (b bitset) join(c bitset) bool {
	more := uint64(0)
	for i, w := range c {
		more |= w &^ b[i]
		b[i] |= w
	}
	return more != 0
}

// joinBut takes in every member of c that is not one of d and says whether any was new.
func (b bitset) joinBut(c, d bitset) bool {
	more := uint64(0)
	for i, w := range c {
		w &^= d[i]
		more |= w &^ b[i]
		b[i] |= w
	}
	return more != 0
}

// joinOnly takes in every member of c that is one of d too and says whether any was new.
func (b bitset) joinOnly(c, d bitset) bool {
	more := uint64(0)
	for i, w := range c {
		w &= d[i]
		more |= w &^ b[i]
		b[i] |= w
	}
	return more != 0
}

// meets says whether the sets have a member in common.
func (b bitset) meets(c bitset) bool {
	for i, w := range c {
		if w&b[i] != 0 {
			return true
		}
	}
	return false
}

// any says whether the set has a member.
func (b bitset) any() bool {
	for _, w := range b {
		if w != 0 {
			return true
		}
	}
	return false
}

// list gives the members in order.
func (b bitset) list() []int {
	var l []int
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			l = append(l, i<<6+bits.TrailingZeros64(w))
		}
	}
	return l
}
