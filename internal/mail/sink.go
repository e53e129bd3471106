package mail

import (
	"bytes"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A Sink is a mail server that keeps what it is given and passes nothing on:
// the outbox of the demonstration, and the other end of our tests. The fields
// are set before [Sink.Serve].
type Sink struct {
	Most   int // how many messages are kept, the newest; 0 for 200
	Bytes  int // how many bytes of them; 0 for 8 MiB
	User   string
	Secret string      // who may send, if User is not empty
	TLS    *tls.Config // what it offers with STARTTLS; nil for nothing

	// Refuse, if not nil, is asked for each reader and may return a [Refusal].
	Refuse func(from, to string) error

	mu       sync.Mutex
	kept     []Received
	size     int
	dropped  int
	server   *smtp.Server
	listener net.Listener
	done     chan struct{}
}

// A Received is a message as it arrived.
type Received struct {
	From    string   // of the envelope
	To      []string // of the envelope
	Subject string
	ID      string
	Plain   string
	HTML    string
	Head    mail.Header
	Raw     []byte
}

// Refusal is the answer of a server that does not take a reader or a message;
// the code says whether it is for good (5xx) or for now (4xx).
func Refusal(code int, words string) error {
	class := code / 100
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, 1, 1}, Message: words}
}

const mostSinkMessage = 4 << 20

// Serve takes mail from the listener until [Sink.Close], in the background.
func (s *Sink) Serve(l net.Listener) {
	s.Most, s.Bytes = orMost(s.Most, 200), orMost(s.Bytes, 8<<20)
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &sinkSession{sink: s, known: s.User == ""}, nil
	}))
	s.server.Domain = "localhost"
	s.server.MaxMessageBytes = int64(min(mostSinkMessage, s.Bytes))
	s.server.MaxRecipients = 10
	s.server.TLSConfig = s.TLS
	s.server.ReadTimeout, s.server.WriteTimeout = 30*time.Second, 30*time.Second
	s.server.AllowInsecureAuth = true // it listens to this machine alone
	s.server.ErrorLog = silence{}
	s.listener, s.done = l, make(chan struct{})
	go func() {
		defer close(s.done)
		_ = s.server.Serve(l) // ends with Close
	}()
}

func orMost(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// A silence keeps what the server library would print.
type silence struct{}

func (silence) Printf(string, ...any) {}
func (silence) Println(...any)        {}

// Port returns the port on which s listens.
func (s *Sink) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Close ends the server and its connections. What was kept can still be read.
func (s *Sink) Close() error {
	err := s.server.Close()
	if !errors.Is(err, smtp.ErrServerClosed) && err != nil {
		return fmt.Errorf("close mail sink: %w", err)
	}
	_ = s.listener.Close() // Serve may not have reached it yet
	<-s.done
	return nil
}

// Messages returns what is kept, the oldest first.
func (s *Sink) Messages() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kept)
}

// Dropped returns how many messages were let go to make room.
func (s *Sink) Dropped() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped
}

func (s *Sink) keep(m Received) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, m)
	s.size += m.size()
	for len(s.kept) > s.Most || s.size > s.Bytes && len(s.kept) > 1 {
		s.size -= s.kept[0].size()
		s.kept[0] = Received{}
		s.kept = s.kept[1:]
		s.dropped++
	}
}

// size is what m takes of the room: its bytes as they came and as they read.
func (m *Received) size() int { return len(m.Raw) + len(m.Plain) + len(m.HTML) }

// A sinkSession is one conversation with a sender.
type sinkSession struct {
	sink  *Sink
	known bool
	from  string
	to    []string
}

func (c *sinkSession) Reset()        { c.from, c.to = "", nil }
func (c *sinkSession) Logout() error { return nil }

func (c *sinkSession) AuthMechanisms() []string {
	if c.sink.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (c *sinkSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, secret string) error {
		if user != c.sink.User || subtle.ConstantTimeCompare([]byte(secret), []byte(c.sink.Secret)) != 1 {
			return smtp.ErrAuthFailed
		}
		c.known = true
		return nil
	}), nil
}

func (c *sinkSession) Mail(from string, _ *smtp.MailOptions) error {
	if !c.known {
		return smtp.ErrAuthRequired
	}
	c.from = from
	return nil
}

func (c *sinkSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if c.sink.Refuse != nil {
		if err := c.sink.Refuse(c.from, to); err != nil {
			return err
		}
	}
	c.to = append(c.to, to)
	return nil
}

func (c *sinkSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := Received{From: c.from, To: slices.Clone(c.to), Raw: raw}
	if err := m.read(); err != nil {
		return Refusal(554, "the message cannot be read")
	}
	c.sink.keep(m)
	return nil
}

// read fills in what stands in m.Raw.
func (m *Received) read() error {
	parsed, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		return err
	}
	m.Head = parsed.Header
	m.ID = strings.Trim(m.Head.Get("Message-Id"), "<>")
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Head.Get("Subject")); err != nil {
		return err
	}
	return m.part(m.Head.Get("Content-Type"), m.Head.Get("Content-Transfer-Encoding"), parsed.Body, 0)
}

const deepestPart = 4

func (m *Received) part(kind, encoding string, body io.Reader, depth int) error {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		media = "text/plain"
	}
	if strings.HasPrefix(media, "multipart/") && depth < deepestPart {
		return m.parts(multipart.NewReader(body, params["boundary"]), depth)
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	words := strings.ReplaceAll(string(text), "\r\n", "\n")
	switch media {
	case "text/plain":
		m.Plain = words
	case "text/html":
		m.HTML = words
	}
	return nil
}

func (m *Received) parts(r *multipart.Reader, depth int) error {
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, depth+1); err != nil {
			return err
		}
	}
}
