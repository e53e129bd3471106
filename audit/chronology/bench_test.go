package chronology

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// traces writes a log of n traces in the manner of tools.
func traces(n int) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<log xes.version=\"1.0\">\n")
	for i := range n {
		fmt.Fprintf(&b, "\t<trace>\n\t\t<string key=\"concept:name\" value=\"A%d\"/>\n", i)
		for j, name := range []string{"Create Fine", "Send Fine", "Insert Fine Notification", "Payment"}[:i%4+1] {
			fmt.Fprintf(&b, "\t\t<event>\n\t\t\t<float key=\"amount\" value=\"%d.0\"/>\n\t\t\t<string key=\"org:resource\" value=\"%d\"/>\n"+
				"\t\t\t<string key=\"concept:name\" value=\"%s\"/>\n\t\t\t<string key=\"lifecycle:transition\" value=\"complete\"/>\n"+
				"\t\t\t<date key=\"time:timestamp\" value=\"20%02d-%02d-%02dT00:00:00+02:00\"/>\n\t\t</event>\n", i%90, i%50, name, j, i%12+1, i%28+1)
		}
		b.WriteString("\t</trace>\n")
	}
	b.WriteString("</log>\n")
	return b.Bytes()
}

func bench(b *testing.B, open func() io.Reader, size int64, attributes ...string) {
	b.ReportAllocs()
	b.SetBytes(size)
	for b.Loop() {
		log, err := Open(open(), "log", Options{Attributes: attributes})
		for err == nil {
			_, err = log.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}

func BenchmarkXES(b *testing.B) {
	text := traces(10_000)
	b.Run("fields", func(b *testing.B) {
		bench(b, func() io.Reader { return bytes.NewReader(text) }, int64(len(text)))
	})
	b.Run("all attributes", func(b *testing.B) {
		bench(b, func() io.Reader { return bytes.NewReader(text) }, int64(len(text)), "*")
	})
}

func BenchmarkCSV(b *testing.B) {
	text := "date,event,by,as,to,matter,ground,note,source\n" +
		strings.Repeat("2019-06-26,decided,panel of three,panel,respondent,M1,breach found,\"formal warning, restored\",press C\n", 10_000)
	bench(b, func() io.Reader { return strings.NewReader(text) }, int64(len(text)))
}

func BenchmarkJSONLines(b *testing.B) {
	text := strings.Repeat(`{"date": "2019-06-26", "event": "decided", "by": "panel of three", "matter": "M1", "note": "formal warning", "votes": 3}`+"\n", 10_000)
	bench(b, func() io.Reader { return strings.NewReader(text) }, int64(len(text)))
}

func BenchmarkSharedLog(b *testing.B) {
	f := shared(b, "road-traffic-fines.xes.gz")
	stored, err := io.ReadAll(f)
	if err != nil {
		b.Fatal(err)
	}
	bench(b, func() io.Reader { return bytes.NewReader(stored) }, int64(len(stored)))
}
