package desk

import (
	"strings"

	"github.com/evenhand/evenhand/internal/web/component"
)

// mostCompared bounds the work of comparing two texts word by word. Longer ones are shown one after the other.
const mostCompared = 4_000_000

// redline compares two texts word by word: a longest common row of words stays, the rest went or came.
func redline(was, now string) component.Redline {
	a, b := wordsAndGaps(was), wordsAndGaps(now)
	if len(a)*len(b) > mostCompared {
		return component.Redline{Stretches: []component.Stretch{{Text: was + "\n", Kind: "gone"}, {Text: now, Kind: "new"}}}
	}
	common := make([][]int, len(a)+1) // how long a common row can be from here on
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var r component.Redline
	put := func(text, kind string) {
		if n := len(r.Stretches); n > 0 && r.Stretches[n-1].Kind == kind {
			r.Stretches[n-1].Text += text
			return
		}
		r.Stretches = append(r.Stretches, component.Stretch{Text: text, Kind: kind})
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			put(a[i], "")
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			put(a[i], "gone")
			i++
		default:
			put(b[j], "new")
			j++
		}
	}
	return r
}

// wordsAndGaps splits a text into words, each with the blanks after it, so that together they are the text. Ends of lines
// are blanks like others: where a line ends says nothing.
func wordsAndGaps(text string) []string {
	var list []string
	for _, paragraph := range strings.SplitAfter(strings.TrimSpace(text), "\n\n") {
		words := strings.Fields(paragraph)
		for i, w := range words {
			switch {
			case i < len(words)-1:
				w += " "
			case strings.HasSuffix(paragraph, "\n\n"):
				w += "\n\n"
			}
			list = append(list, w)
		}
	}
	return list
}
