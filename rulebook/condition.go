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
	is := p.accept("is")
	if p.peek().is("not") && (is || p.ahead(1).is("in")) {
		if a.Not {
			return p.faultf("a condition is negated twice").withHelp("leave out both words `not`")
		}
		p.next()
		a.Not = true
	}
	switch {
	case is:
		return p.oneAtomValue(a)
	case p.accept("in"):
		return p.atomList(a)
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

// atomList reads values in braces or joined by or. And joins conditions.
func (p *parser) atomList(a *Atom) *fault {
	var values []Event
	var f *fault
	if p.peek().is("{") {
		values, f = p.braces("a value", p.value)
	} else {
		for more := true; more && f == nil; more = f == nil && p.accept("or") {
			var v Event
			v, f = p.value("a value")
			values = append(values, v)
		}
	}
	for _, v := range values {
		a.Values = append(a.Values, v.Name)
	}
	return f
}
