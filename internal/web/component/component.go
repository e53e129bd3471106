// Package component holds what pages are made of: typed values, each with a
// template that shows it. A folder NAME/ holds NAME.html, its style NAME.css
// where it has one, and NAME/examples.txt, which is its documentation, its
// place in the gallery and its test.
//
// A page shows a component with {{show .}}. All of them work without
// JavaScript, at 320 pixels, in the dark and on paper; none carries a style or
// a script of its own, which the Content-Security-Policy would refuse.
package component

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"reflect"

	"github.com/evenhand/evenhand/internal/web/words"
)

// Files holds the folders of the components.
//
//go:embed */*.html */*.css */examples.txt
var Files embed.FS

// A Part is a component.
type Part interface {
	name() string // of its folder
}

// Parts are components shown one after the other.
type Parts []Part

// kinds are all components, in the order of the gallery.
var kinds = []Part{
	Button{}, Input{}, Textarea{}, Radios{}, Checkboxes{}, DateInput{}, Select{}, FileUpload{},
	ErrorMessage{}, ErrorSummary{}, Progress{}, Search{}, Filter{},
	Tasks{}, Clock{}, Clocks{}, StageTrack{}, Timeline{}, Refusal{}, Acts{}, Quotation{}, People{},
	SummaryList{}, Table{}, SubNav{}, Tag{}, Banner{}, Pagination{}, Breadcrumbs{}, Details{},
	Heading{}, Text{}, Columns{}, Sheet{}, Form{}, Links{}, Record{}, Receipt{}, Figures{}, Contents{}, Clause{}, Redline{}, Picture{}, Letter{}, Leaves{},
	Warning{}, Inset{}, Empty{}, Ways{}, BarChart{}, StepChart{}, Leave{},
	Section{}, Messages{},
}

// Kinds returns the names of all components, in the order of the gallery.
func Kinds() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name())
	}
	return names
}

// Decode makes the component of a name from JSON, as examples have it.
func Decode(name string, text []byte) (Part, error) {
	for _, k := range kinds {
		if k.name() != name {
			continue
		}
		v := reflect.New(reflect.TypeOf(k))
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(v.Interface()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return v.Elem().Interface().(Part), nil
	}
	return nil, fmt.Errorf("no component %s", name)
}

// UnmarshalJSON reads [{"tag": {...}}, ...].
func (p *Parts) UnmarshalJSON(text []byte) error {
	var raw []map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	for _, one := range raw {
		for name, text := range one {
			part, err := Decode(name, text)
			if err != nil {
				return err
			}
			*p = append(*p, part)
		}
	}
	return nil
}

// Funcs gives a set of templates what the components need: words of the
// catalogue c, and show, which needs the set itself.
func Funcs(set *template.Template, c *words.Catalogue) {
	set.Funcs(template.FuncMap{
		"word":  func(key string, args ...any) string { return c.Say(words.Key(key), args...) },
		"count": func(key string, n int, args ...any) string { return c.Count(words.Key(key), n, args...) },
		"date":  c.Date,
		"day":   c.DateAndWeekday,
		"month": c.ShortMonth,
		"show":  func(v any) (template.HTML, error) { return show(set, v) },
	})
}

// show makes the HTML of a component, of several, or of none.
func show(set *template.Template, v any) (template.HTML, error) {
	var b bytes.Buffer
	var parts Parts
	switch v := v.(type) {
	case Parts:
		parts = v
	case Part:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			return "", nil
		}
		parts = Parts{v}
	case nil:
	default:
		return "", fmt.Errorf("show: %T is no component", v)
	}
	for _, p := range parts {
		if err := set.ExecuteTemplate(&b, p.name(), p); err != nil {
			return "", err
		}
	}
	return template.HTML(b.String()), nil
}

// Name returns the name of a component's folder and template.
func Name(p Part) string { return p.name() }
