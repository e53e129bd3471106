package check

import (
	"math/bits"
	"slices"
)

// A keyTable numbers keys of so many words each, in the order in which they come.
type keyTable struct {
	words int
	keys  []uint64 // one after another
	table []int32  // open addressing: a key's number and one, or 0
}

func newKeyTable(words int) keyTable { return keyTable{words: words, table: make([]int32, 1<<4)} }

// len is how many keys there are.
func (t *keyTable) len() int { return len(t.keys) / t.words }

// at gives a key.
func (t *keyTable) at(n int32) []uint64 { return t.keys[int(n)*t.words : int(n)*t.words+t.words] }

// find gives the number of a key, a new one if it was not known.
func (t *keyTable) find(key []uint64) (n int32, known bool) {
	at := hashWords(key) & uint64(len(t.table)-1)
	for ; t.table[at] != 0; at = (at + 1) & uint64(len(t.table)-1) {
		if slices.Equal(t.at(t.table[at]-1), key) {
			return t.table[at] - 1, true
		}
	}
	n = int32(t.len())
	t.table[at] = n + 1
	t.keys = append(t.keys, key...)
	if 4*t.len() > 3*len(t.table) {
		t.grow()
	}
	return n, false
}

func (t *keyTable) grow() {
	t.table = make([]int32, 2*len(t.table))
	for i := range t.len() {
		at := hashWords(t.at(int32(i))) & uint64(len(t.table)-1)
		for t.table[at] != 0 {
			at = (at + 1) & uint64(len(t.table)-1)
		}
		t.table[at] = int32(i) + 1
	}
}

func hashWords(words []uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, w := range words {
		hi, lo := bits.Mul64(h^w, 0xd6e8feb86659fd93)
		h = hi ^ lo ^ w>>32
	}
	return h ^ h>>29
}

func (t *keyTable) bytes() int { return 8*cap(t.keys) + 4*cap(t.table) }
