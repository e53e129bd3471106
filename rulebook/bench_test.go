package rulebook

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"testing"
)

// longBook is a book of a megabyte: a model book over and over, with other clause numbers each time.
func longBook(b testing.TB) []byte {
	b.Helper()
	src, err := os.ReadFile("../modelrules/union/2026-1.md")
	if err != nil {
		b.Fatal(err)
	}
	_, body, _ := bytes.Cut(src[4:], []byte("\n---\n"))
	number := regexp.MustCompile(`(?m)^(#+ )?(\d+)(\.| )`)
	var out bytes.Buffer
	out.WriteString(testFront)
	for n := 100; out.Len() < megabyte; n += 20 {
		out.Write(number.ReplaceAllFunc(body, func(m []byte) []byte {
			at := number.FindSubmatch(m)
			var k int
			fmt.Sscan(string(at[2]), &k)
			return fmt.Appendf(nil, "%s%d%s", at[1], (n+k)%1000, at[3])
		}))
	}
	return out.Bytes()
}

func BenchmarkParse(b *testing.B) {
	src := longBook(b)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Parse("long.md", src)
	}
}

func BenchmarkFormat(b *testing.B) {
	src := longBook(b)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Format(src)
	}
}

// BenchmarkAdversaries reads a megabyte of each text that is made to be slow to read.
func BenchmarkAdversaries(b *testing.B) {
	eachAdversary(megabyte, func(name, text string) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Parse("a.md", []byte(text))
			}
		})
	})
}
