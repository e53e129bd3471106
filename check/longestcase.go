package check

import (
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// Rules gives a book the meaning that Check explores, with as many of each thread as its answers need. What has no
// meaning is told; the rules are nil if nothing has.
func Rules(book *rulebook.Book) (*matter.Rules, []rulebook.Diagnostic) {
	return matter.Compile(book, matter.Options{Instances: instances(book)})
}

// Longest says how long the matters of a procedure of [Rules] can last, as Check does, and looks at nothing else. Budget
// is how many states one search may keep; 0 stands for the default.
func Longest(p *matter.Procedure, budget int) (MatterReport, []NotProven) {
	b := &bookCheck{book: p.Rules.Book, rules: p.Rules, opts: Options{Budget: budget}}
	return b.howLong(p), b.report.NotProven
}
