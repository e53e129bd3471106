// Package words holds every sentence that the interface itself says, so that
// another language is another file. A catalogue is lines of "key = text"; a
// text names its placeholders, {so}, and a text that counts has one form for
// each plural of its language: key.one, key.other.
//
// Words of the rules, of the parties and of the evidence never come from here:
// they are shown as they were given.
package words

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// A Key names one text of a catalogue. Write it in full where it is used: a
// test looks for it in the source.
type Key string

// A Catalogue is the texts of one language.
type Catalogue struct {
	Language string // as in BCP 47, for the lang attribute
	texts    map[Key]string
	plural   func(n int) string
}

//go:embed en/*.txt
var english embed.FS

// English returns the catalogue that the program is written in: a file for each part of the office.
func English() *Catalogue {
	c, err := Parse("en", all(english))
	if err != nil {
		panic(err) // a test reads it
	}
	c.plural = func(n int) string {
		if n == 1 {
			return "one"
		}
		return "other"
	}
	return c
}

// all joins the files of a language, by name.
func all(files embed.FS) string {
	var b strings.Builder
	names, _ := fs.Glob(files, "*/*.txt") // the pattern is good
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it is in the program
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Parse reads a catalogue. Empty lines and lines that begin with # say
// nothing; an indented line goes on with the text before it.
func Parse(language, text string) (*Catalogue, error) {
	c := &Catalogue{Language: language, texts: make(map[Key]string)}
	var last Key
	for i, line := range strings.Split(text, "\n") {
		key, said, ok := strings.Cut(line, " = ")
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, " ") && last != "":
			c.texts[last] += " " + strings.TrimSpace(line)
		case !ok:
			return nil, fmt.Errorf("%s:%d: want key = text", language, i+1)
		case c.texts[Key(key)] != "":
			return nil, fmt.Errorf("%s:%d: %s stands here twice", language, i+1, key)
		default:
			last = Key(key)
			c.texts[last] = strings.TrimSpace(said)
		}
	}
	return c, nil
}

// Keys returns the texts, for tests.
func (c *Catalogue) Keys() map[Key]string { return c.texts }

// Say returns the text of key with its placeholders filled: args are names and
// values in turn. It panics when the catalogue and the caller do not agree,
// which is a fault of ours that a test finds; a template turns it into an error.
func (c *Catalogue) Say(key Key, args ...any) string {
	text, ok := c.texts[key]
	if !ok {
		panic(fmt.Sprintf("words: no text %s", key))
	}
	if len(args)%2 != 0 {
		panic(fmt.Sprintf("words: %s: a name without its value", key))
	}
	filled := make([]string, 0, len(args))
	for i := 0; i < len(args); i += 2 {
		name := fmt.Sprintf("{%v}", args[i])
		if !strings.Contains(text, name) {
			panic(fmt.Sprintf("words: %s has no place for %s", key, name))
		}
		filled = append(filled, name, c.write(args[i+1]))
	}
	if places := strings.Count(text, "{"); places != len(args)/2 {
		panic(fmt.Sprintf("words: %s has %d places and %d are filled", key, places, len(args)/2))
	}
	return strings.NewReplacer(filled...).Replace(text)
}

// Count returns the form of key that goes with n, which fills {n}.
func (c *Catalogue) Count(key Key, n int, args ...any) string {
	form := key + "." + Key(c.plural(n))
	if strings.Contains(c.texts[form], "{n}") {
		args = append(args, "n", n)
	}
	return c.Say(form, args...)
}

func (c *Catalogue) write(value any) string {
	if d, ok := value.(calendar.Date); ok {
		return c.Date(d)
	}
	return fmt.Sprint(value)
}
