package check

import (
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// HowLong finds out how long a case under one procedure of a book can last, and nothing else. It is what [Check] says of
// the procedure; the zero value if the book has none of that name.
func HowLong(book *rulebook.Book, procedure string) MatterReport {
	b := &bookCheck{book: book}
	b.rules, _ = matter.Compile(book, matter.Options{Instances: instances(book)})
	if b.rules == nil || b.rules.Procedure(procedure) == nil {
		return MatterReport{}
	}
	return b.howLong(b.rules.Procedure(procedure))
}
