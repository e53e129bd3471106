package casework

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// readable says what in an event cannot be kept as words: they are kept as they were given, so what is no text, or would
// not show, is sent back and not mended unasked. Lines and tabs are text. The error is Problems, by field.
func readable(w What) error {
	var list Problems
	walkWords(reflect.ValueOf(w), "", func(field, text string) {
		if why := unreadable(text); why != "" {
			list = append(list, Problem{field, why})
		}
	})
	if len(list) > 0 {
		return list
	}
	return nil
}

// unreadable says why a text cannot be kept; empty when it can.
func unreadable(text string) string {
	if !utf8.ValidString(text) {
		return "That is not text in UTF-8: write it anew, or send it as a file."
	}
	at := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' })
	if at < 0 {
		return ""
	}
	r, _ := utf8.DecodeRuneInString(text[at:])
	before := []rune(text[:at])
	before = before[max(0, len(before)-20):]
	if len(before) == 0 {
		return fmt.Sprintf("At the beginning stands a character that cannot be shown (%U): take it out.", r)
	}
	return fmt.Sprintf("After “%s” stands a character that cannot be shown (%U): take it out.", string(before), r)
}

// walkWords goes through all text in a value, each with the name of the field in which it stands.
func walkWords(v reflect.Value, field string, see func(field, text string)) {
	switch v.Kind() {
	case reflect.String:
		see(field, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walkWords(v.Elem(), field, see)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				walkWords(v.Field(i), strings.ToLower(f.Name), see)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for i := range v.Len() {
				walkWords(v.Index(i), field, see)
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walkWords(k, field, see)
			walkWords(v.MapIndex(k), field, see)
		}
	}
}

// mostName is how many characters of a file's name are kept.
const mostName = 200

// fileName is what is kept of the name that a file came with: the last of its path, without what does not show or turns
// the direction of writing, and with its ending. It may be empty.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "\ufffd"))
	name = strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
	if strings.Trim(name, ".") == "" {
		return ""
	}
	end := []rune(path.Ext(name))
	if whole := []rune(name); len(whole) > mostName && len(end) < 20 {
		return string(whole[:mostName-len(end)]) + string(end)
	} else if len(whole) > mostName {
		return string(whole[:mostName])
	}
	return name
}
