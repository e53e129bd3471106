package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Security is how the way to the mail server is kept from others. The zero
// value is the safe one that most servers know.
type Security uint8

// The kinds of security.
const (
	StartTLS    Security = iota // begins in the clear and must turn to TLS before anything is said
	ImplicitTLS                 // TLS from the first byte
	InTheClear                  // none; a password is never sent this way but to this machine itself
)

// A Transport hands messages to one mail server. Its fields are not changed
// once it is in use; it may then be used by several at once.
type Transport struct {
	Host     string
	Port     int // 0 for 587, or 465 with ImplicitTLS, or 25 with InTheClear
	Security Security
	TLS      *tls.Config // nil for the roots of the machine and TLS 1.2 or better
	User     string      // empty to sign in to no account
	Password string
	Name     string        // how we call ourselves; empty for localhost, so that no name of a machine goes out
	Timeout  time.Duration // for the whole of one message; 0 for 30 seconds
}

// Outcome is what a failure means for whoever sent the message.
type Outcome uint8

// The outcomes of a failure.
const (
	// Retry: the same message may go through later.
	Retry Outcome = iota + 1
	// Bounced: the server will never take this message for this reader. It is
	// recorded, and the reader is written to in another way.
	Bounced
	// Blocked: the server takes nothing from us as we are set up. The
	// administrator is told; the message is kept and may be tried again.
	Blocked
)

func (o Outcome) String() string {
	switch o {
	case Retry:
		return "retry"
	case Bounced:
		return "bounced"
	case Blocked:
		return "blocked"
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

// A Failure is the error of a message that was not sent. Its text holds no
// address and none of the server's words, which repeat addresses.
type Failure struct {
	Outcome Outcome
	During  string // connecting, signing in, sender, reader or content
	Code    int    // the server's answer, such as 550; 0 if it gave none
	Status  string // its finer code, such as 5.1.1; often empty
	cause   error
}

func (f *Failure) Error() string {
	if f.Code == 0 {
		return fmt.Sprintf("mail: %s: %s", f.During, f.Outcome)
	}
	return fmt.Sprintf("mail: %s: %s (%d %s)", f.During, f.Outcome, f.Code, f.Status)
}

// Unwrap returns the cause, whose text may hold addresses and is not for logs.
func (f *Failure) Unwrap() error { return f.cause }

// Send hands m to the server and returns nil once the server has answered for
// it. The error wraps ErrInvalid, or is a [*Failure]; when the connection is
// lost while the server answers, the message may arrive although Send says
// Retry, and its ID lets the reader's side see that both are one.
func (t *Transport) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	msg, err := m.compose()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, t.timeout())
	defer cancel()
	line := &line{transport: t}
	client, err := t.client(line)
	if err != nil {
		return fmt.Errorf("set up mail: %w", err)
	}
	defer context.AfterFunc(ctx, line.cut)()
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		line.cut()
		return t.unreached(err)
	}
	defer client.CloseWithSMTPClient(conn) // whether the goodbye arrives changes nothing
	if err := client.SendWithSMTPClient(conn, msg); err != nil && !msg.IsDelivered() {
		return refused(err)
	}
	return nil
}

// A line is the connection below go-mail, which locks its own while it waits,
// so that a server that falls silent could not be left otherwise.
type line struct {
	transport *Transport
	mu        sync.Mutex
	conn      net.Conn
	ended     bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.conn = conn
	if l.ended {
		_ = conn.Close()
	}
	l.mu.Unlock()
	if l.transport.Security != ImplicitTLS {
		return conn, nil
	}
	secured := tls.Client(conn, l.transport.tls())
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secured, nil
}

// cut ends the connection, now or as soon as there is one.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

func (t *Transport) tls() *tls.Config {
	if t.TLS != nil {
		return t.TLS
	}
	return &tls.Config{ServerName: t.Host, MinVersion: tls.VersionTLS12}
}

func (t *Transport) timeout() time.Duration {
	if t.Timeout == 0 {
		return 30 * time.Second
	}
	return t.Timeout
}

func (t *Transport) client(l *line) (*gomail.Client, error) {
	port, options := t.Port, []gomail.Option{gomail.WithoutNoop()}
	switch t.Security {
	case StartTLS:
		port = orPort(port, 587)
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case ImplicitTLS:
		port = orPort(port, 465)
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS)) // line has seen to it
	case InTheClear:
		port = orPort(port, 25)
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("no such security: %d", t.Security)
	}
	name := t.Name
	if name == "" {
		name = "localhost"
	}
	options = append(options, gomail.WithPort(port), gomail.WithHELO(name), gomail.WithTimeout(t.timeout()),
		gomail.WithTLSConfig(t.tls()), gomail.WithDialContextFunc(l.dial))
	if t.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthPlain),
			gomail.WithUsername(t.User), gomail.WithPassword(t.Password))
	}
	return gomail.NewClient(t.Host, options...)
}

func orPort(port, usual int) int {
	if port == 0 {
		return usual
	}
	return port
}

// compose returns m, which has been checked, as go-mail has it.
func (m *Message) compose() (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(msg.From(m.From), msg.EnvelopeFrom(m.bounces()), msg.To(m.To)); err != nil {
		return nil, fmt.Errorf("%w: an address cannot be used", ErrInvalid)
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.Date)
	msg.SetMessageIDWithValue(m.ID)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // so that absence notes stay away
	for _, h := range m.Headers {
		msg.SetGenHeader(gomail.Header(h.Name), h.Value)
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Plain)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// unreached says what it means that no connection stands ready.
func (t *Transport) unreached(err error) error {
	f := &Failure{Outcome: Retry, During: "connecting", cause: err}
	var answer *textproto.Error
	var network net.Error
	var untrusted *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &answer):
		f.During, f.Code = "signing in", answer.Code
		if answer.Code >= 500 {
			f.Outcome = Blocked
		}
	case errors.As(err, &untrusted), errors.As(err, &unknown), errors.Is(err, smtp.ErrUnencrypted):
		f.Outcome = Blocked
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
	default: // the server lacks what we ask of it, such as STARTTLS or a way to sign in
		if t.User != "" || t.Security == StartTLS {
			f.Outcome = Blocked
		}
	}
	return f
}

// refused says what it means that the server did not take the message.
func refused(err error) error {
	f := &Failure{Outcome: Retry, During: "content", cause: err}
	var sending *gomail.SendError
	if !errors.As(err, &sending) {
		return f
	}
	f.Code, f.Status = sending.ErrorCode(), sending.EnhancedStatusCode()
	final := f.Code >= 500
	switch sending.Reason {
	case gomail.ErrSMTPMailFrom:
		f.During = "sender"
		if final {
			f.Outcome = Blocked // it is our address that is refused, whoever the reader
		}
	case gomail.ErrSMTPRcptTo:
		f.During = "reader"
		if final {
			f.Outcome = Bounced
		}
	default:
		if final {
			f.Outcome = Bounced
		}
	}
	return f
}
