package check

import (
	"math/bits"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// keyLayout says where in a state's key the slots are that can change.
type keyLayout struct {
	fields []keyField
	words  int
	stages []*stageKey
	empty  []uint8 // a marking with nothing in any field
	of     []int32 // by slot: its field, or -1
}

type keyField struct {
	slot        int32
	word        int16
	shift, bits uint8
}

func (m *model) layKey() keyLayout {
	changes := make([]bool, len(m.base))
	changes[0] = true
	touched := newBitset(len(m.p.Slots))
	for e, stages := range m.cone.useful {
		if stages != 0 {
			touched.join(m.cone.touch[e])
		}
	}
	for _, s := range touched.list() {
		changes[s] = true
	}
	for i := len(m.p.Slots); i < len(m.base); i++ {
		changes[i] = true
	}
	var k keyLayout
	used := 0
	for s := range m.base {
		if !changes[s] || s < len(m.p.Slots) && (!m.slots[s] || m.p.Slots[s].Free) {
			continue
		}
		n := bits.Len8(m.greatest(s))
		if n == 0 {
			continue
		}
		if used+n > 64 {
			k.words, used = k.words+1, 0
		}
		k.fields = append(k.fields, keyField{int32(s), int16(k.words), uint8(used), uint8(n)})
		used += n
	}
	k.words++
	return k
}

// greatest is the greatest value that a slot of a state can hold.
func (m *model) greatest(slot int) uint8 {
	if slot >= len(m.p.Slots) {
		switch i := slot - len(m.p.Slots) - len(m.watch); {
		case i < 0:
			return 1
		case i < len(m.facts):
			return uint8(m.facts[i].times)
		}
		return m.greatestOfScript(slot)
	}
	s := &m.p.Slots[slot]
	top := s.Max
	switch s.Kind {
	case matter.SlotCount, matter.SlotChain, matter.SlotExtension:
		top = slotValues - 1
	}
	if rep := m.cone.rep[slot]; rep != nil {
		return slices.Max(rep[:top+1])
	}
	return top
}

// softField is a slot that in a stage only allows persons to act, and where what it allows is noted.
type softField struct {
	slot, field int32 // field: in the key
	word        int32
	shift       uint8
}

// layAllowances finds, by stage, the fields of the key in which one value can be better than another.
func (m *model) layAllowances() {
	m.soft = make([][]softField, len(m.p.Stages))
	widths := m.widths()
	var list []softField // of all stages
	for stage := range m.p.Stages {
		from := len(list)
		word, used := 0, 0
		for i, n := range widths {
			slot := int(m.key.fields[i].slot)
			if n == 0 || slot < len(m.p.Slots) && !m.cone.soft(stage, slot) {
				continue
			}
			if used+n > 64 {
				word, used = word+1, 0
			}
			list = append(list, softField{int32(slot), int32(i), int32(word), uint8(used)})
			used += n
		}
		m.soft[stage] = list[from:]
		m.softLen = max(m.softLen, word+1)
	}
}

// widths says, by field of the key, in how many bits what it allows can be written; 0 where no value is better than another.
func (m *model) widths() []int {
	widths := make([]int, len(m.key.fields))
	facts := len(m.p.Slots) + len(m.watch)
	for i, f := range m.key.fields {
		switch slot := int(f.slot); {
		case slot >= facts+len(m.facts):
		case slot >= facts: // how often a fact has happened
			widths[i] = m.facts[slot-facts].times
		case slot < len(m.p.Slots) && m.cone.ordered(slot):
			_, widths[i] = m.cone.allows(slot, 0)
		}
		if widths[i] > 64 {
			widths[i] = 0
		}
	}
	return widths
}

// allowances writes what the soft slots of a marking allow.
func (m *model) allowances(marking []uint8, words []uint64) {
	clear(words)
	for _, f := range m.soft[marking[0]] {
		var set uint64
		if slot := int(f.slot); slot >= len(m.p.Slots) {
			times := m.facts[slot-len(m.p.Slots)-len(m.watch)].times
			set = 1<<uint(times-int(marking[slot])) - 1
		} else {
			set, _ = m.cone.allows(slot, marking[slot])
		}
		words[f.word] |= set << f.shift
	}
}

// stageKey says which fields of the key count in a stage. In the others a state's key has nothing.
type stageKey struct {
	live []keyField
	reps []rep
	dead []int32 // the slots of the other fields
}

// rep says which value of a slot stands for each value.
type rep struct {
	slot   int32
	values []uint8
}

// layFields finds where the slots are in the key. Which of them count in a stage is found when one is come upon.
func (m *model) layFields() {
	m.key.stages = make([]*stageKey, len(m.p.Stages))
	m.key.empty = slices.Clone(m.base)
	m.key.of = make([]int32, len(m.base))
	for i := range m.key.of {
		m.key.of[i] = -1
	}
	for i, f := range m.key.fields {
		m.key.of[f.slot], m.key.empty[f.slot] = int32(i), 0
	}
}

// keyIn gives the fields of the key that count in a stage.
func (m *model) keyIn(stage uint8) *stageKey {
	if m.key.stages[stage] == nil {
		m.key.stages[stage] = m.layStage(int(stage))
	}
	return m.key.stages[stage]
}

func (m *model) layStage(stage int) *stageKey {
	k := &stageKey{live: make([]keyField, 0, len(m.key.fields)), dead: make([]int32, 0, len(m.key.fields))}
	for _, f := range m.key.fields {
		inside := int(f.slot) < len(m.p.Slots)
		if inside && f.slot != 0 && !m.cone.live[stage].has(int(f.slot)) {
			k.dead = append(k.dead, f.slot)
			continue
		}
		k.live = append(k.live, f)
		if inside && m.cone.rep[f.slot] != nil {
			k.reps = append(k.reps, rep{f.slot, m.cone.rep[f.slot]})
		}
	}
	return k
}

// canon writes a marking as its representative: what nothing can tell apart is written alike.
func (m *model) canon(marking []uint8) {
	for _, s := range m.free {
		marking[s.slot] = 0
	}
	for _, i := range m.extended {
		d := &m.p.Deadlines[i]
		if s := marking[d.Slot]; s != matter.Running && s != matter.Paused {
			marking[d.ExtSlot] = 0
		}
	}
	k := m.keyIn(marking[0])
	for _, slot := range k.dead {
		marking[slot] = 0
	}
	for _, r := range k.reps {
		marking[r.slot] = r.values[marking[r.slot]]
	}
	m.forgetStarts(marking)
}

// pack writes a representative's key into words.
func (m *model) pack(marking []uint8, words []uint64) {
	clear(words)
	for _, f := range m.keyIn(marking[0]).live {
		words[f.word] |= uint64(marking[f.slot]) << f.shift
	}
}

// harden takes the soft slots of a stage out of a key: states that differ in these alone are of one class.
func (m *model) harden(stage uint8, words []uint64) {
	for _, f := range m.soft[stage] {
		k := m.key.fields[f.field]
		words[k.word] &^= (1<<k.bits - 1) << k.shift
	}
}

// unpack fills marking from a key.
func (m *model) unpack(words []uint64, marking []uint8) {
	copy(marking, m.key.empty)
	for _, f := range m.keyIn(m.value(words, 0)).live {
		marking[f.slot] = f.in(words)
	}
}

// value reads one slot of a key.
func (m *model) value(words []uint64, slot int) uint8 {
	if i := m.key.of[slot]; i >= 0 {
		return m.key.fields[i].in(words)
	}
	return m.base[slot]
}

// in reads a field of a key.
func (f *keyField) in(words []uint64) uint8 {
	return uint8(words[f.word] >> f.shift & (1<<f.bits - 1))
}
