package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A joint says how a letter is joined to the one before it.
type joint uint8

const (
	joined joint = iota // they are of one word
	loose               // a hyphen, a line broken within a word: one word or two
	apart               // two words
)

// A folded text is the letters and digits of a text, each in the one form in
// which it is compared, and where each stands in the text.
type folded struct {
	text    string
	letters string  // folded, in UTF-8
	at      []int32 // for each byte of letters, the offset in text of what it comes from
	end     []int32 // and the offset after it
	joints  []joint // for each byte of letters
	broken  []bool  // for each byte of letters: a line is broken after a hyphen before it
}

// fold reads a text. Case, the form of an accent, ligatures, typographic
// apostrophes and everything invisible fall away; whatever stands between
// letters becomes a joint.
func fold(text string) *folded {
	f := &folded{
		text: text, at: make([]int32, 0, len(text)), end: make([]int32, 0, len(text)),
		joints: make([]joint, 0, len(text)), broken: make([]bool, 0, len(text)),
	}
	var letters strings.Builder
	letters.Grow(len(text))
	between := gap{start: true}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		from, to := i, i+size
		i = to
		plain := letterForms(r)
		if isApostrophe(r) && between == (gap{}) && letters.Len() > 0 && startsWithLetter(text[to:]) {
			plain = "'"
		}
		switch {
		case plain != "":
			j := between.joint()
			if j == joined && unspaced(r) {
				j = loose
			}
			for k := range len(plain) {
				letters.WriteByte(plain[k])
				f.at = append(f.at, int32(from))
				f.end = append(f.end, int32(to))
				f.joints = append(f.joints, j)
				f.broken = append(f.broken, j == loose && between.line)
				j = joined
			}
			between = gap{}
		case invisible(r):
		default:
			between.add(r)
		}
	}
	f.letters = letters.String()
	return f
}

// A gap is what stands between two letters.
type gap struct {
	start  bool // the text begins here
	hyphen bool // it begins with a hyphen
	space  bool // white space stands in it, with no line's end
	line   bool // a line or a page ends in it
	other  bool // anything else stands in it
}

func (g *gap) add(r rune) {
	switch {
	case isHyphen(r) && *g == gap{}:
		g.hyphen = true
	case r == '\n' || r == '\f' || r == '\r':
		g.line = true
	case unicode.IsSpace(r):
		g.space = true
	default:
		g.other = true
	}
}

// joint says how g joins its letters. A hyphen joins loosely if nothing follows
// it, or no more than the end of a line.
func (g gap) joint() joint {
	switch {
	case g == gap{}:
		return joined
	case g.hyphen && !g.other && (g.line || !g.space):
		return loose
	}
	return apart
}

func isHyphen(r rune) bool { return r == '-' || r == '\u2010' || r == '\u2011' || r == '\u00ad' }

func isApostrophe(r rune) bool { return r == '\'' || r == '\u2019' || r == '\u02bc' }

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return letterForms(r) != ""
}

// unspaced reports whether r is of a script that sets no space between words.
func unspaced(r rune) bool {
	return r > '\u0e00' && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// invisible reports whether r shows nothing and separates nothing. A soft
// hyphen is a hyphen where a line is broken and nothing elsewhere; the gap
// takes either for a word that goes on.
func invisible(r rune) bool {
	return r != '\u00ad' && (unicode.Is(unicode.Cf, r) || r == '\ufe0e' || r == '\ufe0f')
}

// letterForms returns the form in which r is compared, or "" if r is neither a
// letter, a mark nor a digit.
func letterForms(r rune) string {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return ascii[r : r+1]
		}
		return ""
	}
	if s, ok := forms[r]; ok {
		return s
	}
	if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.So) || unicode.Is(unicode.Variation_Selector, r) {
		return ""
	}
	// Two steps, so that letters with one capital and two small forms, as the
	// Greek sigma, become one.
	low := unicode.ToLower(unicode.ToUpper(r))
	if s, ok := forms[low]; ok {
		return s
	}
	return string(low)
}

var ascii = func() string {
	var b [utf8.RuneSelf]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()

// forms are letters that are written in more than one way: ligatures, and
// letters with an accent, taken apart as a text from some machines has them.
var forms = func() map[rune]string {
	m := map[rune]string{
		'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st",
		'ſ': "s", 'ß': "ss", 'ẞ': "ss", 'ĳ': "ij", 'ŉ': "'n",
	}
	for mark, pairs := range map[string]string{
		"\u0300": "àaèeìiòoùuǹn", "\u0301": "áaéeíióoúuýyćcńnśsźzĺlŕrǵg", "\u0302": "âaêeîiôoûuĉcĝgĥhĵjŝsŵwŷyẑz",
		"\u0303": "ãañnõoĩiũuẽe", "\u0304": "āaēeīiōoūuȳy", "\u0306": "ăağgĕeĭiŏoŭu", "\u0307": "ċcėeġgżzṁmṗpḃbḋdḟfṡsṫt",
		"\u0308": "äaëeïiöoüuÿyẅw", "\u030a": "åaůu", "\u030b": "őoűu", "\u030c": "čcďděeňnřršsťtžzľlǎaǐiǒoǔuǧg",
		"\u0326": "șsțt", "\u0327": "çcşsţtģgķkļlņnŗr", "\u0328": "ąaęeįiųuǫo", "\u0323": "ạaẹeịiọoụuṣsṭtḍdḥhẓz",
	} {
		runes := []rune(pairs)
		for i := 0; i < len(runes); i += 2 {
			m[runes[i]] = string(runes[i+1]) + mark
			m[unicode.ToUpper(runes[i])] = string(runes[i+1]) + mark
		}
	}
	return m
}()
