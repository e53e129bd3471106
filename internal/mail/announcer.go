package mail

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"
	"time"
)

// An Announcer sends short messages in plain text, each with an identifier of
// its own, from one address: that there is something to read, or a link for
// signing in.
type Announcer struct {
	Transport *Transport
	From      string // such as Office <office@example.org>
	Bounces   string // empty for From
	Clock     interface{ Now() time.Time }
}

// Send sends one message; its error is that of [Transport.Send].
func (a *Announcer) Send(ctx context.Context, to, subject, text string) error {
	from, err := mail.ParseAddress(a.From)
	if err != nil {
		return fmt.Errorf("%w: From is not an address", ErrInvalid)
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails
	domain := from.Address[strings.LastIndex(from.Address, "@")+1:]
	return a.Transport.Send(ctx, Message{From: a.From, To: to, Bounces: a.Bounces, Subject: subject, Plain: text,
		ID: hex.EncodeToString(random) + "@" + domain, Date: a.Clock.Now()})
}
