package demo

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/evenhand/evenhand/internal/disclosure"
)

// copies makes the disclosure copies of the stories' files. It begins with them at once, beside everything else: drawing
// pages is most of the work of filling an office.
type copies struct {
	maker *disclosure.Maker
	made  map[string]func() (disclosed, error) // by the name of the file and its text
}

// disclosed is a disclosure copy.
type disclosed struct {
	body   []byte
	report *disclosure.Report
}

// atOnce is how many copies are made at a time.
const atOnce = 2

// newCopies begins with the copies of all files of those stories in which copies are made.
func newCopies(ctx context.Context, stories []Story) *copies {
	c := &copies{maker: disclosure.New(disclosure.Options{AtOnce: atOnce}), made: map[string]func() (disclosed, error){}}
	for _, s := range stories {
		if !s.copies() {
			continue
		}
		for i := range s.entries {
			if file, ok := s.entries[i].original(); ok {
				make := sync.OnceValues(func() (disclosed, error) { return c.make(ctx, file) })
				c.made[file.key()] = make
				go make() //nolint:errcheck // whoever needs the copy asks again and gets the error
			}
		}
	}
	return c
}

// copies says whether copies are made in a story.
func (s *Story) copies() bool {
	for i := range s.entries {
		if s.entries[i].verb == "copy" {
			return true
		}
	}
	return false
}

func (f original) key() string { return f.name + "\n" + f.text }

// of is the copy of a file, when it is made.
func (c *copies) of(ctx context.Context, file original) (disclosed, error) {
	if made, ok := c.made[file.key()]; ok {
		return made()
	}
	return c.make(ctx, file)
}

// make makes a copy. Where the machine has no program that draws a PDF, a person would prepare the copy by hand: it is
// made from the words of which the file was made.
func (c *copies) make(ctx context.Context, file original) (disclosed, error) {
	var body bytes.Buffer
	report, err := c.maker.Make(ctx, disclosure.Original{Name: file.name, Content: bytes.NewReader(file.body)}, &body)
	var refusal *disclosure.Refusal
	if errors.As(err, &refusal) && refusal.Cause == disclosure.NoTool {
		body.Reset()
		report, err = c.maker.Make(ctx, disclosure.Original{Name: file.name + ".txt", Content: strings.NewReader(file.text)}, &body)
	}
	return disclosed{body.Bytes(), report}, err
}
