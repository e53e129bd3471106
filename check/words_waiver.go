package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// A waiver is a way of switching off what makes a process fair.
type waiver struct {
	what  string
	about []string // the words have one of these in them, in small letters: to ask that first is much quicker
	words *regexp.Regexp
	plain bool // the words say it whatever stands before them; otherwise a negation turns them round
}

// waivers are looked for in each sentence. A sentence such as "nobody is expelled without a hearing" grants what
// "a member may be expelled without a hearing" takes away.
var waivers = []waiver{
	{"reasons", []string{"reason"}, regexp.MustCompile(`(?i)\bwithout (?:giving |stating |having to give )?(?:any |its |written |further )?reasons?\b`), false},
	{"reasons", []string{"reason"}, regexp.MustCompile(`(?i)\b(?:need|shall|does|do|is|are|will) not (?:to |be obliged to |be required to |obliged to |required to )?(?:give|state|provide)n? (?:any |its |their |written )?reasons?\b|\bno reasons? (?:need|shall|has to|have to|is|are|will)\b`), true},
	{"notice", []string{"notice"}, regexp.MustCompile(`(?i)\bwithout (?:any |prior |further |previous |advance )*notice\b`), false},
	{"notice", []string{"notice"}, regexp.MustCompile(`(?i)\bno (?:prior |further )?notice (?:need|shall|is|has to)\b|\bneed not (?:give|send) (?:any |prior )?notice\b|\bdispense with (?:the |any )?notice\b`), true},
	{"the hearing", []string{"hear"}, regexp.MustCompile(`(?i)\bwithout (?:a |any |holding a |oral |an oral |further )?hearing\b|\bwithout (?:having heard|hearing) (?:the |either |any )?(?:respondent|member|party|parties|side|sides|person)\b`), false},
	{"the hearing", []string{"hear"}, regexp.MustCompile(`(?i)\bno (?:right to (?:be heard|a hearing)|hearing (?:need|shall|is))\b|\bneed not (?:be heard|hear|hold a hearing)\b|\bdispense with (?:the |a |any )?hearing\b`), true},
	{"disclosure", []string{"disclos", "show", "see"}, regexp.MustCompile(`(?i)\bneed not (?:disclose|be shown|be disclosed|show)\b|\bno right to see\b|\bwithout (?:disclosing|disclosure)\b`), true},
	{"appeal", []string{"appeal", "challenge", "review"}, regexp.MustCompile(`(?i)\bno (?:right of )?appeal (?:lies|shall|is|may|against|from)\b|\b(?:may|can|shall) not be (?:appealed|challenged|reviewed)\b|\bcannot be (?:appealed|challenged|reviewed)\b|\bthere (?:is|shall be) no (?:right of )?appeal\b|\bnot subject to (?:any )?(?:appeal|review)\b|\bno right of appeal\b`), true},
	{"natural justice", []string{"not apply"}, regexp.MustCompile(`(?i)\b(?:rules|principles) of (?:natural justice|fairness|procedural fairness) (?:do|shall|will) not apply\b`), true},
}

var negation = regexp.MustCompile(`(?i)\b(?:no|not|nobody|never|none|nothing|neither|nor|cannot|no-one)\b`)

// fairnessWaivers reports words, and exceptions, that switch off notice, disclosure, hearing, reasons or appeal.
func (b *bookCheck) fairnessWaivers() {
	for _, c := range b.book.Clauses {
		for _, s := range sentences(c.Text) {
			b.waiversIn(c, s)
		}
	}
	for _, s := range b.book.Statements {
		b.waivingException(s)
	}
}

func (b *bookCheck) waiversIn(c *rulebook.Clause, s passage) {
	words := c.Text[s.from:s.to]
	small := strings.ToLower(words)
	for _, w := range waivers {
		if !slices.ContainsFunc(w.about, func(word string) bool { return strings.Contains(small, word) }) {
			continue
		}
		at := w.words.FindStringIndex(words)
		if at == nil || !w.plain && negation.MatchString(words[:at[0]]) {
			continue
		}
		if w.what == "appeal" && strings.Contains(strings.ToLower(words[:at[0]]+words[at[1]:]), "appeal") {
			continue // from a decision on appeal none need lie
		}
		pos, end := wordsAt(c, s.from+at[0], s.from+at[1])
		d := b.find(fairnessWaiver, pos, c, "“%s” switches off %s", oneLine(words[at[0]:at[1]]), w.what)
		d.End = end
		return
	}
}

// waivingException reports a "despite" that displaces a norm which gives one of the parties notice, disclosure, a
// hearing, reasons or an appeal, without giving the same itself.
func (b *bookCheck) waivingException(s *rulebook.Statement) {
	if s.Despite == nil {
		return
	}
	for _, other := range b.statementsNamed(s.Despite.Ref) {
		if what := b.protects(other); what != "" && b.protects(s) != what {
			d := b.find(fairnessWaiver, s.Despite.Pos, s.Clause, "this exception switches off %s, which clause %s gives", what, clauseNumber(other.Clause))
			d.Severity = rulebook.Error
			return
		}
	}
}

// statementsNamed finds what a reference of "despite" stands for: a norm's name, a subject, a clause with or without an
// ordinal.
func (b *bookCheck) statementsNamed(ref string) []*rulebook.Statement {
	var found []*rulebook.Statement
	for _, s := range b.book.Statements {
		if s.Despite == nil && (normID(s) == ref || clauseNumber(s.Clause) == ref || subjectOf(s) == ref) {
			found = append(found, s)
		}
	}
	return found
}

// protects says which part of a fair process a statement gives; empty when none.
func (b *bookCheck) protects(s *rulebook.Statement) string {
	for i := range s.Props {
		switch q := &s.Props[i]; q.Key {
		case rulebook.KeyWithReasons:
			return "reasons"
		case rulebook.KeyAppealOf:
			return "appeal"
		case rulebook.KeyNeeds, rulebook.KeyAtLeast:
			for _, e := range q.Events {
				if what := b.protection(e.Name); what != "" {
					return what
				}
			}
		}
	}
	switch s.Kind {
	case rulebook.KindMay, rulebook.KindMust:
		return b.protection(s.Act.Name)
	case rulebook.KindNotice:
		return "notice"
	}
	return ""
}

var protections = map[string]string{
	"notice": "notice", "disclosure": "disclosure", "hearing": "the hearing", "answer": "the right of reply",
}

// protection says which part of a fair process an act is; empty when none.
func (b *bookCheck) protection(act string) string {
	for _, s := range b.book.Statements {
		if subjectOf(s) != act {
			continue
		}
		for i := range s.Props {
			switch q := &s.Props[i]; q.Key {
			case rulebook.KeyIs:
				if what := protections[q.Value]; what != "" {
					return what
				}
			case rulebook.KeyAppealOf:
				return "appeal"
			}
		}
	}
	return ""
}

// A passage is part of a text.
type passage struct{ from, to int }

// sentences cuts a text at its full stops and semicolons, and where a line is left empty.
func sentences(text string) []passage {
	var list []passage
	from := 0
	for i, r := range text {
		if endsSentence(text, i, r) {
			list = append(list, passage{from, i})
			from = i + len(string(r))
		}
	}
	if from < len(text) {
		list = append(list, passage{from, len(text)})
	}
	return list
}
