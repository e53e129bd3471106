package rulebook

import (
	"fmt"
	"slices"
	"strings"
)

// startsProperty reports whether the words that stand here begin a property that may stand here.
func (p *parser) startsProperty() bool {
	if p.rules == nil {
		return false
	}
	return slices.ContainsFunc(p.rules.byFirst[p.peek().text], p.leads)
}

// leads reports whether the leading words of r stand here.
func (p *parser) leads(r *rule) bool {
	for n, w := range r.lead {
		if !p.ahead(n).is(w) {
			return false
		}
	}
	return true
}

// A mark is which tokens a property was read from.
type mark struct {
	from, to int
	rule     *rule // nil for the head of a statement
	inner    bool  // it belongs to an outcome
}

// property reads one property in any of the forms that its leading words allow, and the name of its norm.
// The fault is that of the form that came furthest.
func (p *parser) property() (Property, *rule, *fault) {
	var worst *fault
	from, marked := p.i, len(p.marks)
	for _, candidates := range [...][]*rule{p.rules.byFirst[p.peek().text], p.rules.open} {
		for _, r := range candidates {
			if !p.leads(r) {
				continue
			}
			prop := Property{Key: r.key, Pos: p.peek().pos}
			f := p.match(r.parts, &prop)
			if f == nil {
				prop.End = p.toks[p.i-1].endPos()
				p.marks = append(p.marks, mark{from: from, to: p.i, rule: r, inner: p.inner})
				return prop, r, nil
			}
			if f.help == "" {
				f.help = "write `" + r.example() + "`"
			}
			if worst == nil || f.at > worst.at {
				worst = f
			}
			p.i, p.marks = from, p.marks[:marked]
		}
	}
	return Property{}, nil, worst
}

// match reads the parts of a pattern into prop.
func (p *parser) match(parts []part, prop *Property) *fault {
	for _, part := range parts {
		switch {
		case part.shape != nil:
			if f := part.shape.read(p, prop); f != nil {
				return f
			}
		case part.optional != nil:
			if !p.accept(part.optional[0].word) {
				continue
			}
			if f := p.match(part.optional[1:], prop); f != nil {
				return f
			}
		case !p.accept(part.word):
			return p.expected("`" + part.word + "`")
		}
	}
	return nil
}

// lineProperties reads the properties of an outcome, up to the end of its line.
func (p *parser) lineProperties(rules *ruleSet, owner string) ([]Property, *fault) {
	outer := p.rules
	defer func() { p.rules, p.inner = outer, false }()
	p.rules, p.inner = rules, true
	var props []Property
	for !p.atLineEnd() {
		if p.accept(",") {
			continue
		}
		if p.peek().is("as") {
			break
		}
		prop, _, f := p.property()
		if f == nil && prop.Key == "" {
			f = p.unknownProperty(owner)
		}
		if f != nil {
			return props, f
		}
		props = append(props, prop)
	}
	return props, nil
}

// unknownProperty is the fault of words that begin no property that may stand here.
func (p *parser) unknownProperty(owner string) *fault {
	if p.diags.full() {
		return p.faultf("unknown property") // it is only counted
	}
	tok := p.peek()
	if tok.kind != tokenWord && !tok.is("->") && !tok.is("{") {
		f := p.expected("a property")
		if help := p.slip(); help != "" {
			f.help = help
		}
		return f
	}
	if owners := p.grammar.owners(p, owner); len(owners) > 0 {
		f := p.faultf("`%s` is not a property of %s", p.leadHere(), owner)
		f.check = checkMisplaced
		f.until = p.i + strings.Count(p.leadHere(), " ")
		if f.help = p.habit(); f.help == "" {
			f.help = "it belongs to " + inWords(owners, "or")
		}
		return f
	}
	f := p.faultf("unknown property `%s`", clip(tok.text))
	f.check = checkProperty
	help := p.slip()
	switch near, words := p.nearestProperty(); {
	case help != "":
		f.help = help
	case near != "":
		f.msg = fmt.Sprintf("unknown property `%s`", p.wordsHere(words))
		f.help = "did you mean `" + near + "`?"
		f.until = p.i + words - 1
	case p.afterList():
		f.help = "a comma separates properties; a list is joined by `or` or `and`, or stands in braces: {a, b}"
	default:
		f.help = p.rules.known(owner)
	}
	return f
}

// nearestProperty returns the property that may stand here whose leading words are most like the words that do, and
// how many of those it takes the place of.
func (p *parser) nearestProperty() (near string, words int) {
	if r, n := p.halfProperty(); r != nil {
		return strings.Join(r.lead, " "), n
	}
	return p.nearestOf(p.rules.leads())
}

// leads returns the leading words of the forms of a set.
func (set *ruleSet) leads() []string {
	var leads []string
	for _, r := range set.all {
		if lead := strings.Join(r.lead, " "); lead != "" && !slices.Contains(leads, lead) {
			leads = append(leads, lead)
		}
	}
	return leads
}

// afterList reports whether a comma stands before the cursor and before that a property that ends with a list.
func (p *parser) afterList() bool {
	if p.i == 0 || !p.toks[p.i-1].is(",") || len(p.marks) == 0 {
		return false
	}
	last := p.marks[len(p.marks)-1]
	if last.rule == nil || last.to != p.i-1 {
		return false
	}
	end := last.rule.parts[len(last.rule.parts)-1]
	if end.optional != nil {
		return true
	}
	return end.shape != nil && slices.Contains([]string{"NAMES", "EVENTS", "NEEDED", "WHO"}, end.shape.name)
}

// halfProperty returns the only property that begins with the word that stands here but goes on with others, as in
// "held by" for "held up by", and how many of its words are here.
func (p *parser) halfProperty() (only *rule, words int) {
	for _, r := range p.rules.byFirst[p.peek().text] {
		if len(r.lead) < 2 || only != nil && !slices.Equal(only.lead, r.lead) {
			return nil, 0
		}
		only = r
	}
	words = 1
	for only != nil && slices.Contains(only.lead[1:], p.ahead(words).text) {
		words++
	}
	return only, words
}

// leadHere returns the longest leading words of any property that stand here.
func (p *parser) leadHere() string {
	longest := ""
	sets := []*ruleSet{p.grammar.outcome}
	for _, k := range p.grammar.kinds {
		sets = append(sets, k.rules)
	}
	for _, set := range sets {
		for _, r := range set.byFirst[p.peek().text] {
			if lead := strings.Join(r.lead, " "); len(lead) > len(longest) && p.leads(r) {
				longest = lead
			}
		}
	}
	return longest
}

// owners returns the kinds of statement, named as in a message, that may have the property that stands here.
func (g *compiledGrammar) owners(p *parser, but string) []string {
	var owners []string
	if but != "an outcome" && slices.ContainsFunc(g.outcome.byFirst[p.peek().text], p.leads) {
		owners = append(owners, "an outcome")
	}
	for _, k := range g.kinds {
		if k.called != but && slices.ContainsFunc(k.rules.byFirst[p.peek().text], p.leads) {
			owners = append(owners, k.called)
		}
	}
	if len(owners) > 4 {
		owners = append(owners[:4], "others")
	}
	return slices.Compact(owners)
}

// known lists the properties of a rule set, for help.
func (set *ruleSet) known(owner string) string {
	if len(set.all) == 0 {
		return owner + " has no properties"
	}
	leads := quotedAll(set.leads())
	if len(leads) > 12 {
		return owner + " may have " + strings.Join(leads[:12], ", ") + " and more"
	}
	return owner + " may have " + inWords(leads, "or")
}

// inWords joins words for a message: "a, b or c".
func inWords(words []string, conj string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + conj + " " + words[last]
}

func isReserved(word string) bool { return slices.Contains(reserved, word) }
