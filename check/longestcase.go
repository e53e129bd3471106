package check

import "github.com/evenhand/evenhand/matter"

// Longest says how long the matters of a procedure can last, as Check does, and looks at nothing else. Budget is how many
// states one search may keep; 0 stands for the default.
func Longest(p *matter.Procedure, budget int) (MatterReport, []NotProven) {
	b := &bookCheck{book: p.Rules.Book, rules: p.Rules, opts: Options{Budget: budget}}
	return b.howLong(p), b.report.NotProven
}
