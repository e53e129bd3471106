package chronology

import (
	"strings"
	"testing"
)

func TestUnescape(t *testing.T) {
	for raw, want := range map[string]string{
		"plain":                  "plain",
		"":                       "",
		"Smith &amp; Jones":      "Smith & Jones",
		"&lt;&gt;&quot;&apos;":   `<>"'`,
		"caf&#233; &#xe9;&#xE9;": "café éé",
		"a\tb\nc\r\nd\re":        "a b c d e",
		"a&#10;b&#9;":            "a\nb\t",
		"&amp;amp;":              "&amp;",
		"&#x1F600;":              "😀",
	} {
		if got, err := unescape(raw); err != nil || got != want {
			t.Errorf("unescape(%q) = %q, %v, want %q", raw, got, err, want)
		}
	}
	for _, raw := range []string{"&", "a & b", "&amp", "&;", "&#;", "&#x;", "&#0;", "&nbsp;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#-1;", "&#+1;", "&#1_0;", "&# 10;"} {
		if got, err := unescape(raw); err != errEntity {
			t.Errorf("unescape(%q) = %q, %v, want an error", raw, got, err)
		}
	}
}

func TestWindows1252(t *testing.T) {
	all := make([]byte, 128)
	for i := range all {
		all[i] = byte(0x80 + i)
	}
	const want = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ" +
		"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
	if got := fromWindows1252(string(all)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A string comes back the same whether it is remembered or not.
func TestTexts(t *testing.T) {
	made := 0
	words := newTexts(2, func(raw string) (string, error) {
		made++
		if raw == "bad" {
			return "", errEntity
		}
		return raw + "!", nil
	})
	for range 3 {
		for _, raw := range []string{"", "a", "b", "bad", "a much longer word that the memory is not meant for, since it is unlikely to recur"} {
			got, err := words.get([]byte(raw))
			want := raw + "!"
			if raw == "" || raw == "bad" {
				want = ""
			}
			if got != want || (err != nil) != (raw == "bad") {
				t.Errorf("get(%q) = %q, %v, want %q", raw, got, err, want)
			}
		}
	}
	before := made
	for range 10 {
		words.get([]byte("again"))
	}
	if made != before+1 {
		t.Errorf("a word that recurs was made %d times", made-before)
	}
}

func TestPosition(t *testing.T) {
	text := []byte("ab\ncd\n\ne")
	for offset, want := range [][2]int{{3, 5}, {3, 6}, {3, 7}, {4, 1}, {4, 2}, {4, 3}, {5, 1}, {6, 1}, {6, 2}, {6, 2}} {
		if line, col := position(text, 3, 5, offset); line != want[0] || col != want[1] {
			t.Errorf("position of %d is %d:%d, want %v", offset, line, col, want)
		}
	}
}

func TestShort(t *testing.T) {
	long := strings.Repeat("é", 40)
	for name, want := range map[string]string{"": "", "date": "date", long[:60]: long[:60], long: long[:60] + "...", "x" + long: "x" + long[:58] + "..."} {
		if got := short(name); got != want {
			t.Errorf("short(%q) = %q, want %q", name, got, want)
		}
	}
}
