package matter

import "github.com/evenhand/evenhand/rulebook"

// declareSignatures declares what people sign, or units nominate under: the acts, and the condition that there are
// enough.
func (c *compiler) declareSignatures(s *rulebook.Statement) {
	name := subject(s)
	in := c.active() | 1
	if q := prop(s, "in"); q != nil {
		in = c.stageSet(s, q.Events)
	}
	x := Signatures{Name: name, Decl: s, Withdraw: -1, Of: word(prop(s, "of"))}
	x.Sign = c.signing(s, name+".sign", in)
	if has(s, "withdrawable") {
		x.Withdraw = c.signing(s, name+".withdraw", in)
	}
	if q := prop(s, "threshold"); q != nil {
		x.Number, x.Percent, x.Smaller = q.N, q.Percent, q.Value == "smaller of"
		if len(q.Events) > 0 {
			x.Of = q.Events[0].Name
		}
	} else {
		c.report(s.Pos, s, checkMissing, "nothing says how many are enough", "add: threshold 20")
	}
	x.Slot = c.slot(SlotPredicate, x.Sign, name, 1, 0)
	c.p.Slots[x.Slot].Free = true
	c.p.Signatures = append(c.p.Signatures, x)
}

// signing declares the act of signing or of withdrawing a signature: of those named, else of anyone.
func (c *compiler) signing(s *rulebook.Statement, name string, in StageSet) int {
	act := c.synthetic(s, name, PersonAct, in, false)[0]
	a := &c.p.Acts[act]
	for _, q := range props(s, "by") {
		c.actors(a, s, q)
	}
	a.Anyone = a.Anyone || len(a.By) == 0
	return act
}

// latch compiles "latched at E": from then on the count stands still.
func (c *compiler) latch(s *rulebook.Statement) {
	for i := range c.p.Signatures {
		if x := &c.p.Signatures[i]; x.Decl == s {
			x.LatchedAt = c.eventsOf(s, c.refs(s, "latched at"), scope{})
		}
	}
}

// need is how many signatures are enough, given how many are on the roll; false when that must be known and is not.
func (x *Signatures) need(roll int, known bool) (int, bool) {
	if x.Percent == 0 {
		return x.Number, x.Number > 0
	}
	share := (x.Percent*roll + 99) / 100
	switch {
	case !known:
		return 0, false
	case x.Number == 0:
		return share, true
	case x.Smaller:
		return min(x.Number, share), true
	}
	return max(x.Number, share), true
}
