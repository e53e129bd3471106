package serve

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// Settings are what an organisation says of its server. doc/evenhand.conf is a commented example.
type Settings struct {
	Listen  string // host:port; default 127.0.0.1:8080
	Dir     string // where everything is kept; must be said
	Address string // https://office.example.org: how people reach it; must be said
	Secure  bool   // cookies are sent over https alone: follows from Address

	Book string // folder of the rule book to adopt when the office is empty
	Name string // of the organisation, when the office is empty

	MailServer   string // host:port; empty: no mail is sent, and that is said
	MailFrom     string
	MailUser     string
	MailPassword string // the name of a file that holds it
	MailTLS      string // "starttls" (default), "tls", "none"

	OIDCIssuer    string
	OIDCClient    string
	OIDCSecret    string // the name of a file that holds it
	OIDCName      string // as the button calls it
	Clamd         string // host:port or the path of a socket; empty: nothing is scanned
	Administrator string // "Name <address>" of the first administrator, when the office is empty
}

// keysOf are the settings by the name that a file uses.
func (s *Settings) keys() map[string]*string {
	return map[string]*string{"listen": &s.Listen, "dir": &s.Dir, "address": &s.Address, "book": &s.Book, "name": &s.Name,
		"administrator": &s.Administrator, "mail-server": &s.MailServer, "mail-from": &s.MailFrom, "mail-user": &s.MailUser,
		"mail-password-file": &s.MailPassword, "mail-tls": &s.MailTLS, "oidc-issuer": &s.OIDCIssuer, "oidc-client": &s.OIDCClient,
		"oidc-secret-file": &s.OIDCSecret, "oidc-name": &s.OIDCName, "clamd": &s.Clamd}
}

// A SettingError points at a line of a settings file that is to be mended; line 0 is the file as a whole.
type SettingError struct {
	Line      int
	What, Fix string
}

func (e *SettingError) Error() string {
	if e.Line == 0 {
		return e.What
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.What)
}

// ReadSettings reads lines `key = value`; # begins a comment. The errors are *SettingError, all of them.
func ReadSettings(text string) (Settings, []error) {
	s := Settings{Listen: "127.0.0.1:8080", MailTLS: "starttls"}
	var errs []error
	known, seen := s.keys(), map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		into := known[key]
		switch {
		case !ok:
			errs = append(errs, &SettingError{i + 1, "there is no = in it", "write: key = value"})
		case into == nil:
			errs = append(errs, &SettingError{i + 1, fmt.Sprintf("there is no setting %q", key), suggestion(key, known)})
		case seen[key]:
			errs = append(errs, &SettingError{i + 1, fmt.Sprintf("%q stands twice", key), "leave one of them out"})
		default:
			*into, seen[key] = value, true
		}
	}
	return s, append(errs, s.check()...)
}

func suggestion(key string, known map[string]*string) string {
	var names []string
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	if near := rulebook.Suggest(key, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "there are: " + strings.Join(names, ", ")
}

// check says what is wrong with settings taken together.
func (s *Settings) check() []error {
	var errs []error
	wrong := func(what, fix string) { errs = append(errs, &SettingError{0, what, fix}) }
	if s.Dir == "" {
		wrong("it is not said where everything is kept", "add: dir = /var/lib/evenhand")
	}
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		wrong(fmt.Sprintf("listen = %s is no host and port", s.Listen), "write: listen = 127.0.0.1:8080")
	}
	u, err := url.Parse(s.Address)
	switch {
	case s.Address == "":
		wrong("it is not said how people reach the office", "add: address = https://office.example.org")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		wrong(fmt.Sprintf("address = %s is no address of the web", s.Address), "write: address = https://office.example.org")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		wrong("over http everybody on the way can read and change what is sent", "put a proxy with https before the office, and write: address = https://"+u.Host)
	default:
		s.Address, s.Secure = strings.TrimSuffix(s.Address, "/"), u.Scheme == "https"
	}
	if s.MailServer != "" && s.MailFrom == "" {
		wrong("mail-server is said, but not from whom mail comes", "add: mail-from = office@example.org")
	}
	if !slices.Contains([]string{"starttls", "tls", "none"}, s.MailTLS) {
		wrong(fmt.Sprintf("mail-tls = %s is none of starttls, tls and none", s.MailTLS), "write: mail-tls = starttls")
	}
	return errs
}

// loopback says whether a host is this machine itself.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
