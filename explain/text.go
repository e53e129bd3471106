package explain

import (
	"fmt"
	"io"
)

// Text writes a procedure as text: each stage with who may do what in it, what runs out there, and where it leads.
func Text(w io.Writer, v View) error {
	t := &printer{w: w}
	t.line("Procedure %s", v.Procedure)
	for i := range v.Stages {
		t.stage(&v, i)
	}
	return t.err
}

// printer keeps the first error of writing.
type printer struct {
	w   io.Writer
	err error
}

func (t *printer) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

func (t *printer) stage(v *View, i int) {
	st := &v.Stages[i]
	title := st.Name
	if st.Final {
		title += " (final)"
	}
	if days := st.Days(); days != "" {
		title += ": " + days
	}
	t.line("\n  %s", title)
	for _, a := range st.Acts {
		t.line("    %-8s %s, by %s", a.Clause, a.Name, a.Who)
	}
	for _, l := range st.Limits {
		then := "nothing happens by itself"
		if l.Otherwise != "" {
			then = l.Otherwise
		}
		t.line("    %-8s within %s: %s, otherwise %s", l.Clause, l.Limit, l.What, then)
	}
	for _, m := range v.Moves {
		if m.From == i {
			t.line("    -> %s by %s", v.Stages[m.To].Name, join(m.By))
		}
	}
}

func join(names []string) string {
	s := ""
	for i, n := range names {
		if i > 0 {
			s += ", "
		}
		s += n
	}
	return s
}
