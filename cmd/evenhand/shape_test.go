package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

// A shape says what a value of JSON must be, and returns what is wrong with it, each with its place.
type shape func(at string, v any) []string

func wrong(at string, v any, want string) []string {
	text, _ := json.Marshal(v)
	return []string{fmt.Sprintf("%s is %.80s, want %s", at, text, want)}
}

func aText(at string, v any) []string {
	if _, ok := v.(string); !ok {
		return wrong(at, v, "a string")
	}
	return nil
}

// someText is a string that is not empty.
func someText(at string, v any) []string {
	if s, ok := v.(string); !ok || s == "" {
		return wrong(at, v, "a string that is not empty")
	}
	return nil
}

func aDate(at string, v any) []string {
	s, _ := v.(string)
	if _, err := calendar.ParseDate(s); err != nil {
		return wrong(at, v, "an ISO date")
	}
	return nil
}

// anEDTF is a date as a record may have it.
func anEDTF(at string, v any) []string {
	s, _ := v.(string)
	if _, err := calendar.ParseWhen(s); err != nil {
		return wrong(at, v, "a date in EDTF")
	}
	return nil
}

func aHash(at string, v any) []string {
	if s, _ := v.(string); len(s) != 64 || strings.Trim(s, "0123456789abcdef") != "" {
		return wrong(at, v, "64 hexadecimal digits")
	}
	return nil
}

func aTruth(at string, v any) []string {
	if _, ok := v.(bool); !ok {
		return wrong(at, v, "true or false")
	}
	return nil
}

// atLeast is a whole number, not less than least.
func atLeast(least int64) shape {
	return func(at string, v any) []string {
		n, _ := v.(json.Number)
		if i, err := n.Int64(); err != nil || i < least {
			return wrong(at, v, fmt.Sprintf("a whole number, at least %d", least))
		}
		return nil
	}
}

func orNull(s shape) shape {
	return func(at string, v any) []string {
		if v == nil {
			return nil
		}
		return s(at, v)
	}
}

func oneOf(words ...string) shape {
	return func(at string, v any) []string {
		if s, _ := v.(string); !slices.Contains(words, s) {
			return wrong(at, v, "one of "+strings.Join(words, ", "))
		}
		return nil
	}
}

// listOf is an array, never null.
func listOf(s shape) shape {
	return func(at string, v any) (found []string) {
		list, ok := v.([]any)
		if !ok {
			return wrong(at, v, "an array")
		}
		for i, item := range list {
			found = append(found, s(fmt.Sprintf("%s[%d]", at, i), item)...)
		}
		return found
	}
}

// fields are those of an object. A name that begins with ? may be missing; no others may be there.
type fields map[string]shape

func object(f fields) shape {
	return func(at string, v any) (found []string) {
		o, ok := v.(map[string]any)
		if !ok {
			return wrong(at, v, "an object")
		}
		for name, s := range f {
			name, optional := strings.CutPrefix(name, "?")
			value, there := o[name]
			switch {
			case there:
				found = append(found, s(at+"."+name, value)...)
			case !optional:
				found = append(found, fmt.Sprintf("%s has no %s", at, name))
			}
		}
		for name := range o {
			if f[name] == nil && f["?"+name] == nil {
				found = append(found, fmt.Sprintf("%s has %s, which is nowhere described", at, name))
			}
		}
		return found
	}
}

// decoded reads the values of JSON that text holds, one after the other, each on a line of its own.
func decoded(t *testing.T, text string) (all []any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		var v any
		err := d.Decode(&v)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("not JSON: %v", err)
		}
		all = append(all, v)
	}
}

func mustHaveShape(t *testing.T, s shape, v any) {
	t.Helper()
	found := s("", v)
	slices.Sort(found)
	for _, f := range found {
		t.Error(f)
	}
}

// part returns what stands at a path of names and indices.
func part(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

// ran runs the program and returns what it printed and its exit status.
func ran(args ...string) (stdout, stderr string, status int) {
	var out, errs strings.Builder
	e := env{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, isTerminal: func() bool { return false }, now: testDay}
	status = run(e, commands(), args)
	return out.String(), errs.String(), status
}
