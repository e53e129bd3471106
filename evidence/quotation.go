package evidence

import (
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Result says how quoted words stand in their source.
type Result uint8

const (
	Absent   Result = iota // they are not there, nor anything near them
	Verbatim               // they are there as quoted
	Elided                 // they are there, with words left out where the quotation marks it
	Altered                // something near them is there, with words that differ
)

func (r Result) String() string { return [...]string{"absent", "verbatim", "elided", "altered"}[r] }

// maxPlaces is how many places a match tells of; more are counted.
const maxPlaces = 20

// A Match says where quoted words stand in a source. Places are in the order of
// the source; Count is how many there are, of which Places holds at most 20.
// An altered quotation has one place, the nearest.
type Match struct {
	Result Result
	Count  int
	Places []Place
}

// A Span is a piece of the source: offsets in bytes within the text of a page,
// pages numbered from 1. It may begin on one page and end on another.
type Span struct {
	Page, Start  int
	EndPage, End int
}

// A Place is one place of the source at which the words stand.
type Place struct {
	Span
	Words  string // as they stand in the source, with what the quotation leaves out
	Before string // what goes before in the same sentence, or the sentence before
	After  string // what follows in the same sentence, or the sentence after

	LeftOut     []Omission // what the quotation leaves out where it marks it
	Changes     []Change   // where the words differ, if the result is Altered
	Punctuation bool       // the words agree but the punctuation within or after them does not
}

// An Omission is what a quotation leaves out at one mark of elision.
type Omission struct {
	Span
	Text  string
	Words int
}

// A Change is a run of words that differ. Quoted is empty where the quotation
// leaves words out without marking it; Source is empty where it adds words.
type Change struct {
	Quoted, Source string
}

// A Source is a text made ready for quotations to be found in it.
type Source struct {
	pages  []int // the offset in text at which each page begins
	text   string
	folded *folded
	words  []word // which nearest compares
}

// NewSource reads the text of a source, page by page.
func NewSource(pages []string) *Source {
	s := &Source{text: strings.Join(pages, "\f")}
	at := 0
	for _, p := range pages {
		s.pages = append(s.pages, at)
		at += len(p) + 1
	}
	s.folded = fold(s.text)
	s.words = s.folded.words()
	return s
}

// Find finds quoted words in the pages of a source; see [Source.Find].
func Find(pages []string, quote string) Match { return NewSource(pages).Find(quote) }

// elision matches the marks by which a quotation says that it leaves words out.
var elision = regexp.MustCompile(`[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?`)

// Find says whether the words of a quotation are in s, in their order and whole.
//
// Case, white space, the form of quotation marks, apostrophes, dashes, accents
// and ligatures make no difference, nor does a word broken over a line or a
// page. A mark of elision, in or out of brackets, stands for any words that
// were left out, and these are given; words left out without a mark alter the
// quotation. A quotation without a letter or digit is absent.
func (s *Source) Find(quote string) Match {
	var pieces []*folded
	for _, piece := range elision.Split(quote, -1) {
		if f := fold(piece); f.letters != "" {
			pieces = append(pieces, f)
		}
	}
	if len(pieces) == 0 || s.folded.letters == "" {
		return Match{}
	}
	m := Match{}
	for chain := range s.chains(pieces) {
		m.Count++
		if len(m.Places) < maxPlaces {
			m.Places = append(m.Places, s.place(pieces, chain))
		}
	}
	if m.Count == 0 {
		return s.nearest(pieces)
	}
	m.Result = Elided
	for _, p := range m.Places {
		if len(p.LeftOut) == 0 {
			m.Result = Verbatim // somewhere, at least
		}
	}
	return m
}

// A stretch is a run of folded letters: offsets into them.
type stretch struct{ from, to int }

// chains yields the places at which the pieces follow one another, each as
// close to the one before as it can be: of two beginnings with the same
// continuation only the nearer counts.
func (s *Source) chains(pieces []*folded) func(yield func([]stretch) bool) {
	return func(yield func([]stretch) bool) {
		from := 0
		for {
			chain, ok := s.chain(pieces, from)
			if !ok {
				return
			}
			// The last piece is where it must be; bring the others up to it.
			for i := len(pieces) - 2; i >= 0; i-- {
				for {
					later, ok := s.next(pieces[i], chain[i].from+1)
					if !ok || later.to > chain[i+1].from {
						break
					}
					chain[i] = later
				}
			}
			if !yield(chain) {
				return
			}
			from = chain[0].from + 1
		}
	}
}

func (s *Source) chain(pieces []*folded, from int) ([]stretch, bool) {
	chain := make([]stretch, 0, len(pieces))
	for _, p := range pieces {
		st, ok := s.next(p, from)
		if !ok {
			return nil, false
		}
		chain = append(chain, st)
		from = st.to
	}
	return chain, true
}

// next returns the first place of a piece at or after an offset.
func (s *Source) next(piece *folded, from int) (stretch, bool) {
	for {
		i := strings.Index(s.folded.letters[min(from, len(s.folded.letters)):], piece.letters)
		if i < 0 {
			return stretch{}, false
		}
		st := stretch{from + i, from + i + len(piece.letters)}
		if s.folded.boundary(st.from) && s.folded.boundary(st.to) && s.agrees(piece, st) {
			return st, true
		}
		from = st.from + 1
	}
}

// boundary reports whether a word may begin at offset i, or end before it.
func (f *folded) boundary(i int) bool {
	return i == 0 || i == len(f.letters) || f.joints[i] != joined && !f.broken[i]
}

// agrees reports whether the source parts the letters of a stretch into the
// words of the piece: "now here" is not "nowhere".
func (s *Source) agrees(piece *folded, st stretch) bool {
	for i := 1; i < len(piece.letters); i++ {
		a, b := piece.joints[i], s.folded.joints[st.from+i]
		if a != b && a != loose && b != loose {
			return false
		}
	}
	return true
}

func (s *Source) place(pieces []*folded, chain []stretch) Place {
	first, last := chain[0], chain[len(chain)-1]
	start, end := int(s.folded.at[first.from]), int(s.folded.end[last.to-1])
	p := s.around(start, end)
	for i, st := range chain {
		if !samePunctuation(pieces[i], s.folded, st) {
			p.Punctuation = true
		}
		if i == 0 || chain[i-1].to == st.from {
			continue // nothing but punctuation lies between: the source has these dots itself
		}
		from, to := int(s.folded.end[chain[i-1].to-1]), int(s.folded.at[st.from])
		out := Omission{Span: s.span(from, to), Text: s.text[from:to]}
		for k := chain[i-1].to; k < st.from; k++ {
			if s.folded.joints[k] == apart {
				out.Words++
			}
		}
		p.LeftOut = append(p.LeftOut, out)
	}
	return p
}

// around returns the place of the text from start to end, with what stands
// around it.
func (s *Source) around(start, end int) Place {
	from, to := sentences(s.text, start, end)
	return Place{
		Span:   s.span(start, end),
		Words:  s.text[start:end],
		Before: s.text[from:start],
		After:  s.text[end:to],
	}
}

func (s *Source) span(from, to int) Span {
	var sp Span
	sp.Page, sp.Start = s.onPage(from)
	sp.EndPage, sp.End = s.onPage(to)
	return sp
}

func (s *Source) onPage(offset int) (page, at int) {
	page = sort.Search(len(s.pages), func(i int) bool { return s.pages[i] > offset })
	return page, offset - s.pages[page-1]
}

// samePunctuation reports whether what stands between the letters of a piece
// and of a stretch of the source is the same, and a question or an exclamation
// after them too, if the quotation goes on so far.
func samePunctuation(piece, source *folded, st stretch) bool {
	for i := 1; i < len(piece.letters); i++ {
		j := st.from + i
		if piece.joints[i] == joined && source.joints[j] == joined || piece.joints[i] == loose || source.joints[j] == loose {
			continue
		}
		if marks(piece.text[piece.end[i-1]:piece.at[i]]) != marks(source.text[source.end[j-1]:source.at[j]]) {
			return false
		}
	}
	ends := terminal(piece.text[piece.end[len(piece.end)-1]:])
	return ends == 0 || ends == terminal(source.text[source.end[st.to-1]:])
}

// marks returns the punctuation of a gap in one form, without white space and
// quotation marks, which a quotation within a quotation has to change.
func marks(gap string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), invisible(r), isApostrophe(r), unicode.In(r, unicode.Pi, unicode.Pf), r == '"', r == '`', r == '\u00ad':
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, gap)
}

// terminal returns the mark that ends a sentence at the beginning of s, if one
// does.
func terminal(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	if r == '.' || r == '!' || r == '?' {
		return r
	}
	return 0
}
