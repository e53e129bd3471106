package check

import (
	"slices"
	"strings"
	"sync"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// variants are the procedures of a book as its examples need them, each compiled once.
type variants struct {
	*bookCheck
	mu sync.Mutex
	of map[variant]*prover
}

func newVariants(b *bookCheck) *variants { return &variants{bookCheck: b, of: map[variant]*prover{}} }

// variant says which of a procedure's variants one is.
type variant struct {
	procedure string
	instances int    // of each thread
	off       string // the clauses switched off
}

// prover gives the prover of a variant. One at a time is compiled: that is little work beside searching.
func (v *variants) prover(p *matter.Procedure, n int, off []string) *prover {
	v.mu.Lock()
	defer v.mu.Unlock()
	key := variant{p.Name, n, strings.Join(off, " ")}
	if v.of[key] == nil {
		v.of[key] = exampleProver(v.compiled(p, n, off), budgetOf(v.opts))
	}
	return v.of[key]
}

func (v *variants) compiled(p *matter.Procedure, n int, off []string) *matter.Procedure {
	if len(off) == 0 && n == instances(v.book) {
		return p
	}
	o := matter.Options{Instances: n, Procedure: p.Name, Calendar: v.rules.Calendar}
	if len(off) > 0 {
		o.Without = func(s *rulebook.Statement) bool {
			return slices.ContainsFunc(off, func(ref string) bool { return under(s, ref) })
		}
	}
	rules, _ := matter.Compile(v.book, o)
	return rules.Procedure(p.Name)
}
