package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"unicode/utf8"
)

// WriteJSON writes the report as one JSON object on one line (doc/spec/audit.md, section 6). The verdicts are written
// as they come, so that a long log takes no more memory than its counts and its findings.
func (r *Report) WriteJSON(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString(`{"log":`)
	if err := writeValue(out, r.Log); err != nil {
		return err
	}
	out.WriteString(`,"books":[`)
	for i := range r.Books {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := r.Books[i].writeJSON(out); err != nil {
			return err
		}
	}
	out.WriteString("]}\n")
	return out.Flush()
}

func writeValue(w *bufio.Writer, v any) error {
	b, err := plainJSON(v)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// plainJSON writes a value without the escapes that only a web page needs.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func (r *BookReport) writeJSON(w *bufio.Writer) error {
	b, err := plainJSON(r)
	if err != nil {
		return err
	}
	w.Write(b[:len(b)-1]) // all but the last brace
	if !r.Summary() {
		w.WriteString(`,"verdicts":[`)
		var buf []byte
		for v := range r.Verdicts() {
			if buf != nil {
				w.WriteByte(',')
			}
			buf = v.appendJSON(buf[:0])
			w.Write(buf)
		}
		w.WriteByte(']')
	}
	return w.WriteByte('}')
}

func (v *VerdictReport) appendJSON(b []byte) []byte {
	b = appendText(append(b, `{"matter":`...), v.Matter)
	b = appendText(append(b, `,"clause":`...), v.Clause)
	b = appendText(append(b, `,"norm":`...), v.Norm)
	b = appendText(append(b, `,"verdict":`...), v.Verdict.String())
	b = appendOptional(append(b, `,"date":`...), v.Date)
	b = appendOptional(append(b, `,"since":`...), v.Since)
	b = appendOptional(append(b, `,"due":`...), v.Due)
	b = append(b, `,"daysLate":`...)
	if v.DaysLate == nil {
		b = append(b, "null"...)
	} else {
		b = strconv.AppendInt(b, int64(*v.DaysLate), 10)
	}
	b = strconv.AppendBool(append(b, `,"consequent":`...), v.Consequent)
	return append(appendText(append(b, `,"message":`...), v.Message), '}')
}

func appendOptional(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return appendText(b, *s)
}

// appendText writes a JSON string.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			text, err := plainJSON(s)
			if err != nil {
				text = []byte(`""`)
			}
			return append(b, text...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
