package rulebook

// cond reads the conditions of a guard, joined by and.
func (p *parser) cond(prop *Property) (f *fault) {
	prop.Cond, f = p.atoms()
	return f
}

func (p *parser) atoms() ([]Atom, *fault) {
	var atoms []Atom
	for {
		a, f := p.atom()
		if f != nil {
			return atoms, f
		}
		atoms = append(atoms, a)
		if p.peek().is("or") {
			return atoms, p.faultf("conditions are joined by `and`").
				withHelp("write two statements; for several values of one datum, `DATUM in {a, b}`")
		}
		if !p.accept("and") {
			return atoms, nil
		}
	}
}

// atom reads one condition: a quantified event, or a name and perhaps its values.
func (p *parser) atom() (Atom, *fault) {
	a := Atom{Pos: p.peek().pos}
	a.Not = p.accept("not")
	if quant := p.peek(); isQuant(quant.text) && p.ahead(1).kind == tokenWord && !isReserved(p.ahead(1).text) {
		p.next()
		a.Quant = quant.text
		e, f := p.event("an act of a thread")
		a.Name, a.Outcome = e.Name, e.Outcome
		return a, f
	}
	e, f := p.name("a condition")
	a.Name = e.Name
	if f != nil {
		return a, f
	}
	return a, p.atomValues(&a)
}

// atomValues reads what may follow the name in a condition: is V, is not V, in {V, W}, not in {V, W}, V.
func (p *parser) atomValues(a *Atom) *fault {
	if p.peek().is("not") && p.ahead(1).is("in") && !a.Not {
		p.next()
		a.Not = true
	}
	switch {
	case p.accept("is"):
		if !a.Not {
			a.Not = p.accept("not")
		}
		return p.oneAtomValue(a)
	case p.accept("in"):
		values, _, f := p.list("a value", p.value)
		for _, v := range values {
			a.Values = append(a.Values, v.Name)
		}
		return f
	case p.peek().kind == tokenWord && !isReserved(p.peek().text) && !p.startsProperty():
		return p.oneAtomValue(a)
	}
	return nil
}

func (p *parser) oneAtomValue(a *Atom) *fault {
	v, f := p.value("a value")
	a.Values = []string{v.Name}
	return f
}
