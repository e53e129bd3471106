package explain

import (
	"fmt"
	"io"
	"strings"
)

// Text writes a procedure as text: each stage with who may do what in it, what runs out there, and where it leads.
func Text(w io.Writer, v View) error {
	t := &printer{w: w}
	t.line("Procedure %s", v.Procedure)
	for i := range v.Stages {
		t.stage(&v, i)
	}
	if len(v.Anywhere)+len(v.Limits) > 0 {
		t.line("\n  in every stage but the final ones")
		t.inside(v.Anywhere, v.Limits)
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
	t.inside(st.Acts, st.Limits)
	for _, m := range v.Moves {
		if m.From == i {
			t.line("    -> %s by %s", v.Stages[m.To].Name, strings.Join(m.By, ", "))
		}
	}
}

func (t *printer) inside(acts []ActView, limits []LimitView) {
	for _, a := range acts {
		t.line("    %-8s %s, by %s", a.Clause, a.Name, a.Who)
	}
	for _, l := range limits {
		then := "nothing happens by itself"
		if l.Otherwise != "" {
			then = l.Otherwise
		}
		t.line("    %-8s within %s: %s, otherwise %s", l.Clause, l.Limit, l.What, then)
	}
}
