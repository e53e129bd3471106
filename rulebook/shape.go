package rulebook

import "slices"

// A shape is what a word in capitals stands for in a pattern: it reads tokens into a property.
type shape struct {
	name string
	ebnf string // what it looks like, for the spec
	read func(p *parser, prop *Property) *fault
}

// nothing is what a shape looks like that stands for what need not be written.
const nothing = ""

// openEnded are the shapes that what follows without a comma might be read as part of.
var openEnded = []string{"COND", "THRESHOLD", "ITEMS", "NESTED", "OUTCOME"}

func (s *shape) open() bool { return slices.Contains(openEnded, s.name) }

// The closed lists of the language.
var (
	sides      = []string{"complainant", "respondent", "organisation", "neutral"}
	majorities = []string{"majority", "two thirds", "three quarters", "all"}
	bases      = []string{"those voting", "present", "members", "seats"}
	marks      = []string{"excluded", "owed"}
	triggers   = []string{"conduct", "discovery"}
	actKinds   = []string{
		"complaint", "assessment", "investigation", "charge", "notice", "disclosure", "evidence", "answer", "hearing",
		"decision", "interim", "review", "reopening", "remittal", "penalty", "withdrawal", "resignation", "publication",
		"reference",
	}
)

// shapes are all the shapes of the grammar, in the order in which the spec prints them.
var shapes = []*shape{
	{"NAME", `name`, (*parser).oneName},
	{"NAMES", `name { "or" name } | name { "and" name } | "{" name { "," name } "}"`, (*parser).names},
	{"EVENTS", `event { "or" event } | event { "and" event } | "{" event { "," event } "}"`, (*parser).events},
	{"NEEDED", `needed { "or" needed } | needed { "and" needed } | "{" needed { "," needed } "}"`, (*parser).neededEvents},
	{"WHO", `person { "or" person } | person { "and" person } | "{" person { "," person } "}"`, (*parser).people},
	{"SUBJECT", `EVENTS`, (*parser).events},
	{"SINCE", `event`, (*parser).since},
	{"BEFORE", `name`, (*parser).beforeDate},
	{"ITEMS", `name { "," name }`, (*parser).items},
	{"BRACES", `"{" value { "," value } "}"`, (*parser).bracedValues},
	{"VALUES", `"{" value { "," value } "}"`, (*parser).bracedValues},
	{"LINKS", `name "->" name { "->" name }`, (*parser).links},
	{"NESTED", `stage { "," stage }`, (*parser).nested},
	{"STAGE", `name [ "afresh" ]`, (*parser).stage},
	{"N", `number`, (*parser).count},
	{"ONCE", nothing, (*parser).once},
	{"LIMIT", `number unit`, (*parser).limit},
	{"DEADLINE", `LIMIT | text | soft`, (*parser).softLimit},
	{"RANGE", `number "to" number unit | LIMIT`, (*parser).span},
	{"THRESHOLD", `share | ( "larger of" | "smaller of" ) share "and" share`, (*parser).threshold},
	{"DATE", `date`, (*parser).date},
	{"PER", `name`, (*parser).per},
	{"COND", `atom { "and" atom }`, (*parser).cond},
	{"SIDE", alternatives(sides), closed("a side", sides)},
	{"SIDENAME", alternatives(sides), (*parser).sideName},
	{"ACTKIND", alternatives(actKinds), closed("a kind of act", actKinds)},
	{"MAJORITY", alternatives(majorities), closed("a majority", majorities)},
	{"SIMPLE", nothing, (*parser).simpleMajority},
	{"BASE", alternatives(bases), (*parser).base},
	{"MARK", alternatives(marks), closed("a first marking", marks)},
	{"SINCEWHEN", alternatives(triggers), closed("what the limitation runs from", triggers)},
	{"COUNT", `"count"`, closed("`count`", []string{"count"})},
	{"VALUE", `value`, (*parser).oneValue},
	{"MEDIUM", `name`, (*parser).medium},
	{"STOPPED", `NAMES | "all" [ "except" NAMES ]`, (*parser).stopped},
	{"SET", `name value`, (*parser).set},
	{"RENAMED", `name "to" name`, (*parser).renamed},
	{"VERSION", `word`, (*parser).version},
	{"OUTCOME", `name { [ "," ] outcome-property }`, (*parser).outcome},
}

func shapeNamed(name string) *shape {
	i := slices.IndexFunc(shapes, func(s *shape) bool { return s.name == name })
	if i < 0 {
		panic("rulebook: the grammar names no shape " + name)
	}
	return shapes[i]
}

// alternatives writes a closed list of words as EBNF.
func alternatives(words []string) string {
	s := ""
	for i, w := range words {
		if i > 0 {
			s += " | "
		}
		s += `"` + w + `"`
	}
	return s
}

func (p *parser) oneName(prop *Property) *fault {
	e, f := p.name("a name")
	prop.Events = append(prop.Events, e)
	return f
}

func (p *parser) names(prop *Property) (f *fault) {
	prop.Events, prop.Join, f = p.list("a name", p.name)
	return f
}

func (p *parser) events(prop *Property) (f *fault) {
	prop.Events, prop.Join, f = p.list("an event", p.event)
	return f
}

func (p *parser) neededEvents(prop *Property) (f *fault) {
	prop.Events, prop.Join, f = p.list("an event", p.needed)
	return f
}

func (p *parser) people(prop *Property) (f *fault) {
	prop.Events, prop.Join, f = p.list("a role, a body or an office", p.who)
	return f
}

func (p *parser) since(prop *Property) (f *fault) {
	prop.Since, f = p.event("an event")
	return f
}

func (p *parser) beforeDate(prop *Property) *fault {
	prop.Before = true
	return p.oneName(prop)
}

// items reads a list that is separated by commas and ends with its line.
func (p *parser) items(prop *Property) *fault {
	for {
		if f := p.oneName(prop); f != nil {
			return f
		}
		if p.atLineEnd() || p.peek().is("as") {
			return nil
		}
		if !p.accept(",") {
			return p.expected("`,`").withHelp("this list is separated by commas and ends with its line")
		}
	}
}

func (p *parser) bracedValues(prop *Property) (f *fault) {
	prop.Join = Braces
	prop.Events, f = p.braces("a value", p.value)
	return f
}

// links reads the bodies of a chain, which has two at least.
func (p *parser) links(prop *Property) *fault {
	for {
		if f := p.oneName(prop); f != nil {
			return f
		}
		if !p.accept("->") {
			break
		}
	}
	if len(prop.Events) < 2 {
		return p.expected("`->` and the next body").withHelp("a chain has two links at least: a -> b")
	}
	return nil
}

func (p *parser) stage(prop *Property) *fault {
	e, f := p.name("a stage")
	prop.Goto = Goto{Stage: e.Name, Pos: e.Pos, Afresh: f == nil && p.accept("afresh")}
	return f
}

func (p *parser) per(prop *Property) *fault {
	e, f := p.name("a thread")
	prop.Per = e.Name
	return f
}

// closed returns a shape that reads one of the phrases into the property's Value.
func closed(what string, phrases []string) func(*parser, *Property) *fault {
	return func(p *parser, prop *Property) (f *fault) {
		prop.Value, f = p.oneOf(what, phrases)
		return f
	}
}

func (p *parser) base(prop *Property) (f *fault) {
	prop.Base, f = p.oneOf("what the majority is of", bases)
	return f
}

func (p *parser) sideName(prop *Property) *fault {
	tok := p.peek()
	side, f := p.oneOf("a side", sides)
	prop.Events = []Event{{Name: side, Pos: tok.pos}}
	return f
}

// simpleMajority stands where nothing is written.
func (p *parser) simpleMajority(prop *Property) *fault {
	prop.Value = "majority"
	return nil
}

// once is "at most 1 times".
func (p *parser) once(prop *Property) *fault {
	prop.N = 1
	return nil
}

func (p *parser) medium(prop *Property) *fault {
	e, f := p.name("a medium")
	prop.Value = e.Name
	return f
}

func (p *parser) oneValue(prop *Property) *fault {
	e, f := p.value("a value")
	prop.Value = e.Name
	return f
}

// value reads a name, or a number that serves as one.
func (p *parser) value(what string) (Event, *fault) {
	if tok := p.peek(); tok.kind == tokenWord && isNumber(tok.text) && len(tok.text) <= longestName {
		p.next()
		return Event{Name: tok.text, Pos: tok.pos}, nil
	}
	return p.name(what)
}

func (p *parser) stopped(prop *Property) *fault {
	if !p.peek().is("all") {
		return p.names(prop)
	}
	prop.Value = p.next().text
	if p.accept("except") {
		return p.names(prop)
	}
	return nil
}

// set reads a datum and its value.
func (p *parser) set(prop *Property) *fault {
	data, f := p.name("a datum")
	if f != nil {
		return f
	}
	value, f := p.value("its value")
	prop.Events = []Event{data}
	prop.Pairs = append(prop.Pairs, [2]string{data.Name, value.Name})
	return f
}

func (p *parser) renamed(prop *Property) *fault {
	from, f := p.name("the old name")
	if f != nil {
		return f
	}
	if !p.accept("to") {
		return p.expected("`to` and the new name").withHelp("write `renamed %s to NEW-NAME`", from.Name)
	}
	to, f := p.name("the new name")
	prop.Events = []Event{from, to}
	prop.Pairs = append(prop.Pairs, [2]string{from.Name, to.Name})
	return f
}

// version reads the name of a version, which need not be a name of the language.
func (p *parser) version(prop *Property) *fault {
	tok := p.peek()
	if tok.kind != tokenWord || len(tok.text) > longestName {
		return p.expected("the name of a version")
	}
	p.next()
	prop.Events = []Event{{Name: tok.text, Pos: tok.pos}}
	return nil
}

// outcome reads an outcome and what belongs to it, to the end of the line.
func (p *parser) outcome(prop *Property) *fault {
	e, f := p.name("the outcome's name")
	if f != nil {
		return f
	}
	prop.Events = []Event{e}
	prop.Props, f = p.lineProperties(p.grammar.outcome, "an outcome")
	return f
}
