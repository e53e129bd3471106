package explain

import (
	"fmt"
	"io"
	"strings"
)

// Text writes a procedure as text: each stage with who may do what in it, what runs out there, where it leads and how
// long it can last, and the longest story of a whole matter.
func Text(w io.Writer, v View) error {
	t := &printer{w: w}
	t.line("Procedure %s", v.Procedure)
	for i := range v.Stages {
		for _, g := range v.Groups {
			if g.From == i && !g.empty() {
				t.line("\n  %s, in each of its %d stages", g.Name, g.To-g.From+1)
				t.inside(&v, &g.Inside)
			}
		}
		t.stage(&v, &v.Stages[i])
	}
	if !v.Open.empty() {
		t.line("\n  %s", openName)
		t.inside(&v, &v.Open)
	}
	t.story(&v)
	return t.err
}

func (in *Inside) empty() bool { return len(in.Acts)+len(in.Limits)+len(in.Others) == 0 }

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

func (t *printer) stage(v *View, st *StageView) {
	title := st.Name
	if st.Final {
		title += " (final)"
	}
	if days := st.Length.Words(); days != "" {
		title += ": " + days
	}
	t.line("\n  %s", title)
	t.inside(v, &st.Inside)
}

func (t *printer) inside(v *View, in *Inside) {
	for _, a := range in.Acts {
		t.line("    %-8s %s", a.Clause, a.words())
	}
	for _, l := range in.Limits {
		t.line("    %-8s %s", l.Clause, l.words())
	}
	for _, o := range in.Others {
		t.line("    %-8s %s%s", o.Clause, o.Name, o.why())
	}
	for _, way := range v.Ways(in) {
		t.line("    -> %s by %s", v.Stages[way.To].Name, strings.Join(way.By, ", "))
	}
}

func (a *ActView) words() string {
	s := a.Name + ", by " + a.Who
	if len(a.How) > 0 {
		s += " (" + strings.Join(a.How, ", ") + ")"
	}
	return s
}

func (l *LimitView) words() string {
	s := l.What + " within " + l.Limit
	if l.Since != "" {
		s += " of " + l.Since
	}
	if l.Otherwise == "" {
		return s + ", otherwise nothing happens by itself"
	}
	return s + ", otherwise " + l.Otherwise
}

// story tells how long a whole matter can last, and one that does.
func (t *printer) story(v *View) {
	if v.Whole == "" {
		return
	}
	t.line("\n  the longest case: %s", v.Whole)
	for _, step := range v.Story {
		t.line("    %s", step)
	}
}
