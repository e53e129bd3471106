package chronology

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// object reads a flat JSON object: its values are texts, numbers, true, false and
// null. Unlike encoding/json, it says where an object is wrong and sees a key
// that is given twice, of which encoding/json would keep the last.
type object struct {
	text []byte
	at   int
}

// into reads the object into an entry and returns its keys. At what is wrong,
// it stops.
func (o *object) into(e *Entry) (names []string, d *Diagnostic) {
	if !o.take('{') {
		return nil, &Diagnostic{Check: "bad-json", Msg: "this is not a JSON object",
			Hint: `each line holds one object: {"date": "2019-04", "event": "decided"}`}
	}
	for first := true; !o.take('}'); first = false {
		if !first && !o.take(',') {
			return names, o.expected("a comma or }")
		}
		name, d := o.member(e, names)
		if d != nil {
			return names, d
		}
		names = append(names, name)
	}
	if o.space(); o.at < len(o.text) {
		return names, &Diagnostic{Check: "bad-json", Msg: "something follows the object", Hint: "write one object a line"}
	}
	return names, nil
}

// member reads a key and its value into the entry and returns the key.
func (o *object) member(e *Entry, names []string) (name string, d *Diagnostic) {
	o.space()
	start := o.at
	key, ok := o.quoted()
	if !ok {
		return "", o.expected("a key in quotation marks")
	}
	name = strings.TrimSpace(key)
	c := columnOf(name)
	if c != dataColumn {
		name = c.String()
	}
	if !o.take(':') {
		return "", o.expected("a colon")
	}
	o.space()
	value, d := o.value(name)
	switch {
	case d != nil:
		return "", d
	case slices.Contains(names, name):
		d = &Diagnostic{Check: "key-twice", Msg: fmt.Sprintf("the key %q is given twice", short(name)), Hint: "rename or remove one of them"}
	case len(names) == maxColumns:
		d = &Diagnostic{Check: "too-long", Msg: fmt.Sprintf("the object has more than %d keys", maxColumns),
			Hint: "take out the keys that are not needed: date and event are"}
	default:
		d = e.set(c, name, strings.TrimSpace(value))
	}
	if d != nil {
		o.at = start
	}
	return name, d
}

func (o *object) value(name string) (string, *Diagnostic) {
	if o.at < len(o.text) {
		switch o.text[o.at] {
		case '"':
			if value, ok := o.quoted(); ok {
				return value, nil
			}
		case '{', '[':
			return "", &Diagnostic{Check: "nested-value", Msg: fmt.Sprintf("the value of %q is an object or a list", short(name)),
				Hint: "give each key a text, a number, true, false or null"}
		}
	}
	rest := o.text[o.at:]
	if end := bytes.IndexAny(rest, ",}] \t\r\n"); end >= 0 {
		rest = rest[:end]
	}
	if len(rest) == 0 || rest[0] == '"' || !json.Valid(rest) {
		return "", o.expected("a text in quotation marks, a number, true, false or null")
	}
	o.at += len(rest)
	if string(rest) == "null" {
		return "", nil
	}
	return string(rest), nil
}

// quoted reads a text in quotation marks.
func (o *object) quoted() (string, bool) {
	if o.at >= len(o.text) || o.text[o.at] != '"' {
		return "", false
	}
	escaped := false
	for i := o.at + 1; i < len(o.text); i++ {
		switch c := o.text[i]; {
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return "", false
		case c == '"':
			literal := o.text[o.at : i+1]
			if !escaped {
				o.at = i + 1
				return string(literal[1 : len(literal)-1]), true
			}
			var s string
			if json.Unmarshal(literal, &s) != nil {
				return "", false
			}
			o.at = i + 1
			return s, true
		}
	}
	return "", false
}

// take passes over white space and, if it comes next, c.
func (o *object) take(c byte) bool {
	o.space()
	if o.at == len(o.text) || o.text[o.at] != c {
		return false
	}
	o.at++
	return true
}

func (o *object) space() {
	for o.at < len(o.text) && isSpace(o.text[o.at]) {
		o.at++
	}
}

func (o *object) expected(what string) *Diagnostic {
	d := &Diagnostic{Check: "bad-json", Msg: "this is not JSON: " + what + " should stand here"}
	if o.at == len(o.text) {
		d.Msg = "this is not JSON: the object is not closed"
		d.Hint = "each line holds one whole object"
	}
	return d
}
