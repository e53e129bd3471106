package rulebook

import (
	"fmt"
	"reflect"
	"strings"
)

// meaning writes all that a book says without its places: the law of the formatter is that it stays the same.
func meaning(src []byte) string {
	book, found := Parse("book.md", src)
	var b strings.Builder
	book.Source, book.SHA256, book.Front.Pos = nil, "", nil
	for _, c := range book.Clauses {
		fmt.Fprintf(&b, "clause %s %q %q blocks %d\n", c.Number, c.Heading, c.Text, len(c.Blocks))
		for _, block := range c.Blocks {
			fmt.Fprintf(&b, "  none %q\n", block.None)
		}
	}
	write(&b, reflect.ValueOf(book.Front), 0)
	for _, st := range book.Statements {
		write(&b, reflect.ValueOf(*st), 0)
	}
	for _, ex := range book.Examples {
		write(&b, reflect.ValueOf(*ex), 0)
	}
	for _, d := range found {
		fmt.Fprintf(&b, "%s %s\n", d.Check, d.Msg)
	}
	return b.String()
}

// write writes a value, one field a line, leaving out what is zero, the places and the clauses.
func write(b *strings.Builder, v reflect.Value, depth int) {
	indent := strings.Repeat("  ", depth)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if v.Field(i).IsZero() || f.Type == reflect.TypeFor[Pos]() {
				continue
			}
			if f.Type == reflect.TypeFor[*Clause]() {
				fmt.Fprintf(b, "%s%s %s\n", indent, f.Name, v.Field(i).Interface().(*Clause).Number)
				continue
			}
			fmt.Fprintf(b, "%s%s\n", indent, f.Name)
			write(b, v.Field(i), depth+1)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fmt.Fprintf(b, "%s%d\n", indent, i)
			write(b, v.Index(i), depth+1)
		}
	case reflect.Pointer:
		write(b, v.Elem(), depth)
	default:
		fmt.Fprintf(b, "%s%v\n", indent, v.Interface())
	}
}

// compact writes a value on one line, leaving out what is zero and the places.
func compact(v reflect.Value) string {
	switch v := v.Interface().(type) {
	case Event:
		return eventText(v)
	case Join:
		return [...]string{NoJoin: "", Or: "or", And: "and", Braces: "braces"}[v]
	case Limit:
		if v.Soft != "" {
			return fmt.Sprintf("soft %q", v.Soft)
		}
		return v.Limit.String()
	case fmt.Stringer:
		return v.String()
	}
	var parts []string
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !v.Field(i).IsZero() && f.Type != reflect.TypeFor[Pos]() {
				parts = append(parts, f.Name+"="+compact(v.Field(i)))
			}
		}
		return "{" + strings.Join(parts, " ") + "}"
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			parts = append(parts, compact(v.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Pointer:
		return compact(v.Elem())
	}
	return fmt.Sprint(v.Interface())
}

func eventText(e Event) string {
	text := e.Name
	if e.Outcome != "" {
		text += "(" + e.Outcome + ")"
	}
	if e.DoerOf {
		text = "doer of " + text
	}
	if e.Quant != "" {
		text = e.Quant + " " + text
	}
	return text
}

// firstDifference shows where two texts first differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			from := max(0, i-8)
			return fmt.Sprintf("line %d: got\n%s\nwant\n%s", i+1, strings.Join(g[from:i+1], "\n"), strings.Join(w[from:i+1], "\n"))
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(g), len(w))
}
