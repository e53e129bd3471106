package casework

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Export writes all matters with all their events, a line of JSON each, and nothing of the organisation's stream; most
// bounds how many, 0: all. It holds one matter in memory. It is for whoever runs the office's machine, and reads what
// nobody may see whole through the office: no page offers it.
func Export(ctx context.Context, s Store, w io.Writer, most int) (matters int, err error) {
	out := bufio.NewWriterSize(w, 1<<16)
	var line []byte
	for rows, err := range s.Streams(ctx) {
		if err != nil {
			return matters, fmt.Errorf("export: %w", err)
		}
		if rows[0].Stream == Organisation {
			continue
		}
		line = appendMatter(line[:0], rows)
		if _, err := out.Write(line); err != nil {
			return matters, fmt.Errorf("export: %w", err)
		}
		if matters++; matters == most {
			break
		}
	}
	return matters, out.Flush()
}

// appendMatter writes {"id":...,"events":[...]} and a line end. What stands in an event's body is JSON already.
func appendMatter(b []byte, rows []Row) []byte {
	b = append(b, `{"id":`...)
	b = appendString(b, string(rows[0].Stream))
	b = append(b, `,"events":[`...)
	for i, r := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"at":"`...)
		b = r.At.AppendFormat(b, time.RFC3339Nano)
		b = append(b, '"')
		for _, field := range []struct{ name, value string }{{"by", string(r.By)}, {"for", string(r.For)}, {"as", r.As}, {"kind", r.Kind}} {
			if field.value != "" {
				b = append(append(append(b, `,"`...), field.name...), `":`...)
				b = appendString(b, field.value)
			}
		}
		b = append(append(b, `,"body":`...), r.Body...)
		b = append(b, '}')
	}
	return append(b, "]}\n"...)
}

// appendString writes a string as JSON.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			text, err := json.Marshal(s)
			if err != nil {
				panic(err) // a string can be written
			}
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
