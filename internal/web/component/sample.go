package component

import (
	"fmt"
	"strings"
	"sync"
)

// A Sample is a component with its examples, as examples.txt in its folder has
// them: a line or two on what it is for, then for each example its name
// between -- and --, and the value as JSON.
type Sample struct {
	Name     string
	About    string
	Examples []Example
}

// An Example is one value of a component.
type Example struct {
	Name string
	Part Part
}

// Samples returns the examples of every component, in the order of the
// gallery. They are read once.
var Samples = sync.OnceValues(readSamples)

func readSamples() ([]Sample, error) {
	var samples []Sample
	for _, name := range Kinds() {
		text, err := Files.ReadFile(name + "/examples.txt")
		if err != nil {
			return nil, err
		}
		s, err := ParseSample(name, string(text))
		if err != nil {
			return nil, err
		}
		samples = append(samples, s)
	}
	return samples, nil
}

// ParseSample reads the examples of one component.
func ParseSample(name, text string) (Sample, error) {
	s := Sample{Name: name}
	parts := strings.Split("\n"+text, "\n-- ")
	s.About = strings.TrimSpace(parts[0])
	for _, part := range parts[1:] {
		head, body, ok := strings.Cut(part, " --\n")
		if !ok {
			return s, fmt.Errorf("%s: %q is not the head of an example", name, head)
		}
		p, err := Decode(name, []byte(body))
		if err != nil {
			return s, fmt.Errorf("%s: %s: %w", name, head, err)
		}
		s.Examples = append(s.Examples, Example{Name: head, Part: p})
	}
	return s, nil
}
