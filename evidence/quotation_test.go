package evidence

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var minutes = []string{
	"Minutes of the allotment holders, 2 March 2026.\n\nThimble said: “I would never say that all of them should be sus-\npended. That isn’t what I meant.” Later he took it back",
	"in part. The oﬃce of the secretary was closed. The café is well-known. Now here it stops!\n\nHe asked: you did it? The plan — if any — was dropped... or so they say.",
}

func TestFind(t *testing.T) {
	tests := []struct {
		name, quote string
		want        string // result, count, place, flags
	}{
		{"as it stands", "all of them should be", "verbatim 1: 1 [all of them should be]"},
		{"case and white space", "ALL  of\nThem", "verbatim 1: 1 [all of them]"},
		{"broken over a line", "should be suspended", "verbatim 1: 1 [should be sus-\npended]"},
		{"half of a broken word", "pended", "absent"},
		{"half of a word", "of them shoul", "altered 1: 1 [of them should] {shoul>should}"},
		{"typographic apostrophe", `That isn't what I meant`, "verbatim 1: 1 [That isn’t what I meant]"},
		{"apostrophe left out", "That isnt what I meant", "altered 1: 1 [That isn’t what I meant] {isnt>isn’t}"},
		{"ligature", "office of the secretary", "verbatim 1: 2 [oﬃce of the secretary]"},
		{"accent taken apart", "the cafe\u0301 is", "verbatim 1: 2 [The café is]"},
		{"accent left out", "the cafe is well", "altered 1: 2 [The café is well] {cafe>café}"},
		{"hyphen for a space", "well known", "verbatim 1: 2 [well-known]"},
		{"a space makes another word", "nowhere it stops", "altered 1: 2 [here it stops] {nowhere>here}"},
		{"over a page", "took it back in part", "verbatim 1: 1-2 [took it back\fin part]"},
		{"punctuation changed", "he asked you did it", "verbatim 1: 2 [He asked: you did it] punctuation"},
		{"question made a statement", "you did it.", "verbatim 1: 2 [you did it] punctuation"},
		{"question", "you did it?", "verbatim 1: 2 [you did it]"},
		{"dashes of another kind", "the plan - if any - was dropped", "verbatim 1: 2 [The plan — if any — was dropped]"},
		{"elided", "I would … say that", "elided 1: 1 [I would never say that] -(never:1)"},
		{"elided in brackets", "I would [...] say (…) them", "elided 1: 1 [I would never say that all of them] -(never:1) -(that all of:3)"},
		{"elided at the ends only", "… all of them …", "verbatim 1: 1 [all of them]"},
		{"dots of the source itself", "was dropped... or so", "verbatim 1: 2 [was dropped... or so]"},
		{"elided over a page", "took it back...closed", "elided 1: 1-2 [took it back\fin part. The oﬃce of the secretary was closed] -(in part. The oﬃce of the secretary was:8)"},
		{"nearest of two beginnings", "the … closed", "elided 1: 2 [the secretary was closed] -(secretary was:2)"},
		{"left out without a mark", "I would say that all of them", "altered 1: 1 [I would never say that all of them] {>never}"},
		{"a word put in", "all of them certainly should be suspended", "altered 1: 1 [all of them should be sus-\npended] {certainly>}"},
		{"a word replaced", "none of them should be suspended", "altered 1: 1 [all of them should be sus-\npended] {none>all}"},
		{"elided and altered", "I would … say that most of them", "altered 1: 1 [I would never say that all of them] {most>all}"},
		{"not there", "the treasurer kept the money", "absent"},
		{"nothing quoted", " … ?!", "absent"},
		{"several places", "it", "verbatim 3: 1 [it]; 2 [it]; 2 [it]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(Find(minutes, tt.quote)); got != tt.want {
				t.Errorf("Find(%q)\n = %s\nwant %s", tt.quote, got, tt.want)
			}
		})
	}
}

func show(m Match) string {
	var places []string
	for _, p := range m.Places {
		s := fmt.Sprint(p.Page)
		if p.EndPage != p.Page {
			s += fmt.Sprintf("-%d", p.EndPage)
		}
		s += " [" + p.Words + "]"
		for _, o := range p.LeftOut {
			s += fmt.Sprintf(" -(%s:%d)", strings.TrimSpace(o.Text), o.Words)
		}
		for _, c := range p.Changes {
			s += fmt.Sprintf(" {%s>%s}", c.Quoted, c.Source)
		}
		if p.Punctuation {
			s += " punctuation"
		}
		places = append(places, s)
	}
	if m.Count == 0 {
		return m.Result.String()
	}
	return fmt.Sprintf("%v %d: %s", m.Result, m.Count, strings.Join(places, "; "))
}

func TestWordsAround(t *testing.T) {
	tests := []struct{ name, text, quote, before, after string }{
		{"within a sentence", "One. I do not say he lied. Two.", "he lied", "I do not say ", ". Two."},
		{"a whole sentence brings its neighbours", "It is false to say this: no. He lied. Nobody thinks so. Four.", "He lied.", "It is false to say this: no. ", ". Nobody thinks so."},
		{"abbreviations before a small letter", "He came at 5 p.m. with a dog, e.g. a big one.", "a dog", "He came at 5 p.m. with ", ", e.g. a big one."},
		{"a paragraph ends a sentence", "Heading\n\nthe words here\n\nother", "words", "the ", " here"},
		{"closing marks belong to the sentence", "“Stop!” He ran away. She stood.", "ran away", "He ", ". She stood."},
		{"at the ends of the text", "only this", "only this", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := Find([]string{tt.text}, tt.quote)
			if m.Count != 1 {
				t.Fatalf("Find(%q) = %+v, want one place", tt.quote, m)
			}
			if p := m.Places[0]; p.Before != tt.before || strings.TrimRight(p.After, "\n") != tt.after {
				t.Errorf("around = %q, %q, want %q, %q", p.Before, p.After, tt.before, tt.after)
			}
		})
	}
}

func TestMorePlacesAreCounted(t *testing.T) {
	m := Find([]string{strings.Repeat("a rose is ", 50)}, "rose")
	if m.Count != 50 || len(m.Places) != maxPlaces {
		t.Errorf("Find = %d places, %d told, want 50, %d", m.Count, len(m.Places), maxPlaces)
	}
}

// drawnText is a text of a few words, some of them alike, over a few pages.
func drawnText(t *rapid.T) (pages []string, words []string) {
	words = rapid.SliceOfN(rapid.SampledFrom([]string{"he", "said", "not", "Thimble", "can’t", "café", "oﬃce", "no", "well", "1984", "was", "there", "whole"}), 3, 40).Draw(t, "words")
	page := ""
	for _, w := range words {
		page += w + rapid.SampledFrom([]string{" ", " ", " ", ", ", ".\n\n", " — ", "\n"}).Draw(t, "gap")
		if rapid.IntRange(0, 9).Draw(t, "page") == 0 {
			pages, page = append(pages, page), ""
		}
	}
	return append(pages, page), words
}

func TestWhatIsThereIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages, words := drawnText(t)
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(words)).Draw(t, "to")
		quote := strings.NewReplacer("’", "'", "ﬃ", "ffi", "é", "e\u0301").Replace(strings.ToUpper(strings.Join(words[from:to], " \n")))
		m := Find(pages, quote)
		if m.Result != Verbatim {
			t.Fatalf("Find(%q, %q) = %s, want verbatim", pages, quote, show(m))
		}
	})
}

func TestWhatIsLeftOutIsTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages, words := drawnText(t)
		a := rapid.IntRange(1, len(words)-2).Draw(t, "first left out")
		b := rapid.IntRange(a+1, len(words)-1).Draw(t, "first again")
		quote := strings.Join(words[:a], " ") + " […] " + strings.Join(words[b:], " ")
		m := Find(pages, quote)
		if m.Result == Absent || m.Result == Altered {
			t.Fatalf("Find(%q, %q) = %s", pages, quote, show(m))
		}
		for _, p := range m.Places {
			checkPlace(t, pages, quote, p)
		}
	})
}

// checkPlace fails if the quotation is not what is left of the words of a place
// without what is left out.
func checkPlace(t interface{ Fatalf(string, ...any) }, pages []string, quote string, p Place) {
	text := strings.Join(pages, "\f")
	offset := func(page, at int) int { return len(strings.Join(pages[:page-1], "\f")) + min(page-1, 1) + at }
	start, end := offset(p.Page, p.Start), offset(p.EndPage, p.End)
	if text[start:end] != p.Words {
		t.Fatalf("words %q are not at their place, where %q is", p.Words, text[start:end])
	}
	if !strings.HasSuffix(text[:start], p.Before) || !strings.HasPrefix(text[end:], p.After) {
		t.Fatalf("%q and %q do not stand around %q", p.Before, p.After, p.Words)
	}
	rest, from := "", start
	for _, o := range p.LeftOut {
		at, to := offset(o.Page, o.Start), offset(o.EndPage, o.End)
		if text[at:to] != o.Text {
			t.Fatalf("left out %q is not at its place", o.Text)
		}
		rest, from = rest+text[from:at]+"\x00", to
	}
	rest += text[from:end]
	if a, b := fold(rest).letters, fold(elision.ReplaceAllString(quote, "\x00")).letters; a != b {
		t.Fatalf("quoted %q, but left is %q", b, a)
	}
}

func FuzzFind(f *testing.F) {
	f.Add(strings.Join(minutes, "\f"), "I would … say that all of them")
	f.Add("sus-\npended", "suspended")
	f.Add("a\u0301\xff…\f\f.", "á")
	f.Fuzz(func(t *testing.T, text, quote string) {
		pages := strings.Split(text, "\f")
		m := Find(pages, quote)
		if (m.Count == 0) != (m.Result == Absent) || len(m.Places) > maxPlaces {
			t.Fatalf("Find = %+v", m)
		}
		for _, p := range m.Places {
			if m.Result == Altered {
				if len(p.Changes) == 0 {
					t.Fatalf("altered, but nothing differs: %+v", p)
				}
				continue
			}
			checkPlace(t, pages, quote, p)
		}
		if again := Find(pages, quote); !reflect.DeepEqual(m, again) {
			t.Fatalf("found differently the second time")
		}
	})
}

func BenchmarkFind(b *testing.B) {
	pages := make([]string, 300) // a bundle of 300 pages, about 1 MB
	for i := range pages {
		pages[i] = strings.Repeat(fmt.Sprintf("On page %d nobody said anything of note about the allotments. ", i), 55)
	}
	pages[200] += "He would never say that they should all be suspended."
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			NewSource(pages)
		}
	})
	source := NewSource(pages)
	for name, quote := range map[string]string{
		"verbatim": "never say that they should",
		"elided":   "He would … say … suspended",
		"altered":  "He would certainly say that they should all be removed",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if source.Find(quote).Count == 0 {
					b.Fatal("not found")
				}
			}
		})
	}
}
