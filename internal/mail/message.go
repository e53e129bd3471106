// Package mail sends one message at a time by SMTP and says what became of it:
// sent, to be tried again, refused for its reader, or refused for us all.
//
// It keeps no queue, retries nothing and knows nothing of matters. What may
// stand in a message is the caller's business; that nothing in one can become
// a header or a second message is this package's. doc/spec/signin.md says what
// those who can read the mail can and cannot open with it.
package mail

import (
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Message is one message to one reader.
type Message struct {
	From    string // an address, with a name or without: Office <office@example.org>
	To      string // likewise; one only
	Bounces string // where failures are reported to; empty for From
	Subject string
	Plain   string
	HTML    string // empty for a message in plain text alone
	ID      string // the Message-ID without its angle brackets; the same for each attempt
	Date    time.Time
	Headers []Header // besides those that stand above
}

// A Header is a further line of a message's head.
type Header struct{ Name, Value string }

// ErrInvalid is in the error for a message that can never be sent as it is:
// an address that is none, or text that would become a header.
var ErrInvalid = errors.New("message cannot be sent as it is")

var (
	headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)
	messageID  = regexp.MustCompile(`^[A-Za-z0-9._=+-]+@[A-Za-z0-9.-]+$`)
)

// ours are the headers that Send writes itself, in lower case.
var ours = []string{"from", "sender", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "auto-submitted", "received", "return-path"}

// check reports why m can never be sent. Its error names the part and not what
// stands there, which may be personal.
func (m *Message) check() error {
	for _, a := range []struct{ part, address string }{{"From", m.From}, {"To", m.To}, {"Bounces", m.bounces()}} {
		if _, err := mail.ParseAddress(a.address); err != nil || !oneLine(a.address) {
			return fmt.Errorf("%w: %s is not an address", ErrInvalid, a.part)
		}
	}
	switch {
	case !oneLine(m.Subject):
		return fmt.Errorf("%w: Subject is more than a line", ErrInvalid)
	case !messageID.MatchString(m.ID):
		return fmt.Errorf("%w: ID is not a message identifier", ErrInvalid)
	case m.Date.IsZero():
		return fmt.Errorf("%w: Date is not set", ErrInvalid)
	case m.Plain == "":
		return fmt.Errorf("%w: Plain is empty", ErrInvalid)
	}
	for _, h := range m.Headers {
		name := strings.ToLower(h.Name)
		if !headerName.MatchString(h.Name) || strings.HasPrefix(name, "content-") || slices.Contains(ours, name) {
			return fmt.Errorf("%w: a header has a name it cannot have", ErrInvalid)
		}
		if !oneLine(h.Value) {
			return fmt.Errorf("%w: header %s is more than a line", ErrInvalid, h.Name)
		}
	}
	return nil
}

func (m *Message) bounces() string {
	if m.Bounces == "" {
		return m.From
	}
	return m.Bounces
}

// oneLine reports whether s holds nothing that ends a line or steers a reader.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r == 0x7f || r == '\u0085' || r == '\u2028' || r == '\u2029'
	})
}
