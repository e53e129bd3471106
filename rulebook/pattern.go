package rulebook

import (
	"strings"
	"unicode"
)

// A part is one part of a property's pattern: words or signs that stand for themselves, a shape, or parts that may be
// left out.
type part struct {
	word     string
	shape    *shape
	optional []part
}

// A rule is a form made ready for the parser.
type rule struct {
	form
	parts []part
	lead  []string // the words and signs it begins with
}

// A kindRule is a statement form made ready for the parser.
type kindRule struct {
	statementForm
	words    []string // its leading words
	about    *shape   // what its subject looks like; nil when it has none
	optional bool     // the subject may be left out
	called   string   // as in a message: an act, a body, a duty
	rules    *ruleSet
}

// A ruleSet finds the forms that a property could have by its first word.
type ruleSet struct {
	all     []*rule
	byFirst map[string][]*rule // those with more leading words come first
	open    []*rule            // those that begin with a shape
}

func compile(forms []form) *ruleSet {
	set := &ruleSet{byFirst: make(map[string][]*rule)}
	for _, f := range forms {
		r := &rule{form: f}
		r.parts, _ = compileParts(strings.Fields(spaced(f.pattern)))
		if strings.HasPrefix(f.pattern, string(f.key)) {
			r.lead = strings.Fields(string(f.key))
		}
		set.all = append(set.all, r)
		if len(r.lead) == 0 {
			set.open = append(set.open, r)
		} else {
			set.insert(r)
		}
	}
	return set
}

func (set *ruleSet) insert(r *rule) {
	same := set.byFirst[r.lead[0]]
	i := 0
	for i < len(same) && len(same[i].lead) >= len(r.lead) {
		i++
	}
	same = append(same, nil)
	copy(same[i+1:], same[i:])
	same[i] = r
	set.byFirst[r.lead[0]] = same
}

// spaced puts spaces round the brackets of a pattern.
func spaced(pattern string) string {
	return strings.NewReplacer("[", " [ ", "]", " ] ").Replace(pattern)
}

// compileParts reads parts up to a closing bracket and returns what follows it.
func compileParts(words []string) (parts []part, rest []string) {
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		switch {
		case word == "]":
			return parts, words
		case word == "[":
			var inner []part
			inner, words = compileParts(words)
			parts = append(parts, part{optional: inner})
		case unicode.IsUpper(rune(word[0])):
			parts = append(parts, part{shape: shapeNamed(word)})
		default:
			parts = append(parts, part{word: word})
		}
	}
	return parts, nil
}

// grammar is the compiled form of the tables in grammar.go. It is only read.
var grammar = compileGrammar()

type compiledGrammar struct {
	kinds    []*kindRule
	byFirst  map[string][]*kindRule // by leading word, those with more words first
	on       *kindRule              // SUBJECT PROPERTY
	must     *kindRule
	may      *kindRule
	outcome  *ruleSet
	keywords []string // what a statement may begin with
}

func compileGrammar() *compiledGrammar {
	g := &compiledGrammar{byFirst: make(map[string][]*kindRule), outcome: compile(outcomeForms)}
	for _, f := range statementForms {
		k := &kindRule{statementForm: f, words: strings.Fields(string(f.kind)), rules: compile(f.forms)}
		if name := strings.Trim(f.subject, "[]"); name != "" {
			k.about, k.optional = shapeNamed(name), name != f.subject
		}
		k.called = calledInMessages(f.kind)
		g.kinds = append(g.kinds, k)
		switch f.kind {
		case KindOn:
			g.on = k
		case KindMust:
			g.must = k
		case KindMay:
			g.may = k
		default:
			g.insert(k)
		}
	}
	return g
}

func (g *compiledGrammar) insert(k *kindRule) {
	g.keywords = append(g.keywords, string(k.kind))
	same := g.byFirst[k.words[0]]
	i := 0
	for i < len(same) && len(same[i].words) >= len(k.words) {
		i++
	}
	same = append(same, nil)
	copy(same[i+1:], same[i:])
	same[i] = k
	g.byFirst[k.words[0]] = same
}

// calledInMessages is a kind of statement as a message names it.
func calledInMessages(kind Kind) string {
	switch kind {
	case KindOn:
		return "a condition or effect"
	case KindMust:
		return "a duty"
	case KindMay:
		return "a window"
	}
	if strings.Contains("aeiou", string(kind[0])) {
		return "an `" + string(kind) + "`"
	}
	return "a `" + string(kind) + "`"
}
