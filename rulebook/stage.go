package rulebook

// deepestStage is how deep stages may nest.
const deepestStage = 8

// nested reads stages, which may hold others in braces. Outside braces the list ends with its line.
func (p *parser) nested(prop *Property) (f *fault) {
	if p.peek().is("{") {
		prop.Stages, f = p.innerStages(1)
		return f
	}
	for {
		s, f := p.oneStage(1)
		if f != nil {
			return f
		}
		prop.Stages = append(prop.Stages, s)
		if p.atLineEnd() || p.peek().is("as") {
			return nil
		}
		if !p.accept(",") && !p.accept("or") {
			return p.expected("`,`").withHelp("stages are separated by commas and end with their line")
		}
	}
}

func (p *parser) oneStage(depth int) (Stage, *fault) {
	e, f := p.name("a stage")
	s := Stage{Name: e.Name, Pos: e.Pos}
	p.stages[e.Name] = true
	if f != nil || !p.peek().is("{") {
		return s, f
	}
	s.Inner, f = p.innerStages(depth + 1)
	return s, f
}

// innerStages reads stages in braces.
func (p *parser) innerStages(depth int) ([]Stage, *fault) {
	if depth > deepestStage {
		return nil, p.faultf("stages are nested more than %d deep", deepestStage)
	}
	p.accept("{")
	var stages []Stage
	for {
		s, f := p.oneStage(depth)
		if f != nil {
			return stages, f
		}
		stages = append(stages, s)
		if p.accept("}") {
			return stages, nil
		}
		if !p.accept(",") {
			return stages, p.expected("`,` or `}`").withHelp("inside braces stages are separated by commas: {a, b}")
		}
	}
}
