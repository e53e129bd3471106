package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/evenhand/evenhand/internal/web/component"
)

// A Form is what somebody typed, and what is wrong with it. The zero value is
// a form nobody has filled in yet.
type Form struct {
	Values   url.Values
	Problems []component.Problem
}

// ReadForm reads a posted form of at most limit bytes, its files apart.
func ReadForm(w http.ResponseWriter, r *http.Request, limit int64) (*Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	return &Form{Values: r.PostForm}, nil
}

// Text returns what was typed in a field, without the blanks around it and
// with lines that end in one way.
func (f *Form) Text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.Values.Get(name), "\r\n", "\n"))
}

// Chosen reports whether a value of radios or checkboxes was chosen.
func (f *Form) Chosen(name, value string) bool {
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Problem notes what is wrong with a field.
func (f *Form) Problem(name, text string) {
	f.Problems = append(f.Problems, component.Problem{Field: name, Text: text})
}

// Fill returns field with what was typed in it and what is wrong with it.
func (f *Form) Fill(field component.Field) component.Field {
	if values, ok := f.Values[field.Name]; ok {
		field.Values = values
	}
	for _, p := range f.Problems {
		if p.Field == field.Name {
			field.Problem = p.Text
			break
		}
	}
	return field
}

// Err returns nil when nothing is wrong with the form, and otherwise an error
// that shows page again with the problems.
func (f *Form) Err(page Page) error {
	if len(f.Problems) == 0 {
		return nil
	}
	page.Problems = f.Problems
	return &Invalid{Page: page}
}
